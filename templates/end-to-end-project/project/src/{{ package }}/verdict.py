"""Whether the champion is better than guessing: said only as far as the intervals carry it."""

from typing import Any

from .metrics import GREATER_IS_BETTER, LESS_IS_BETTER, METRIC
from .results import Results
from .wording import estimate, file_size, listed, ranged

GAIN = "gain over the baseline" if GREATER_IS_BETTER else "change from the baseline"
SCORE = METRIC if GREATER_IS_BETTER else f"{METRIC} (less is better)"


def direction(difference: dict[str, float], metric: str = METRIC) -> str:
    """Whether a difference in a metric is "better" or "worse"; empty if its interval has zero."""
    if difference["low"] <= 0 <= difference["high"]:
        return ""
    return "worse" if (difference["low"] > 0) == (metric in LESS_IS_BETTER) else "better"


def in_words(difference: dict[str, float], metric: str = METRIC) -> str:
    """A difference as the end of a sentence."""
    shown = direction(difference, metric)
    return f"shown to be {shown}" if shown else "not shown to differ"


def verdict(name: str, metrics: dict[str, Any]) -> str:
    """One sentence about METRIC on the test part; it begins with a warning unless it is better."""
    gain, rows = metrics["gain"][METRIC], metrics["rows"]
    kind = direction(gain) or "not shown to be better"
    warning = "" if kind == "better" else "Warning: "
    value, baseline = metrics["champion"][METRIC], metrics["baseline"][METRIC]
    return (
        f"{warning}{name} is {kind} than the baseline on {rows:,} test rows: {METRIC} {ranged(value)}, "
        f"the baseline {estimate(baseline)}, a difference of {ranged(gain, sign=True)}. "
        "In brackets: 95 % bootstrap intervals."
    )


def warnings(metrics: dict[str, Any]) -> list[str]:
    """The other scores in which the champion is shown to be worse than the baseline."""
    gains = metrics["gain"].items()
    worse = [name for name, gain in gains if direction(gain, name) == "worse" and name != METRIC]
    if not worse:
        return []
    return [
        f"Warning: in {listed(worse)} it is shown to be worse than the baseline (see Calibration)."
    ]


def cross_validated(run: Results) -> str:
    """How the champion did on the training part, to set beside the test part."""
    score = run.chosen["scores"][METRIC]
    folds = len(run.chosen["folds"])
    return f"In cross-validation ({folds} folds of the training part) it had {ranged(score)}."


def key_figures(run: Results) -> list[tuple[str, str]]:
    """The figures that a project is asked for first: name and value."""
    quality, gain = run.quality, run.metrics["gain"][METRIC]
    coverage = quality["coverage"].values()
    rows = quality["rows"]
    times = run.timings[run.champion]
    return [
        (f"{SCORE} on the test part", ranged(run.metrics["champion"][METRIC])),
        (GAIN, ranged(gain, sign=True)),
        ("one answer of the model", in_milliseconds(times)),
        ("model file (ONNX)", file_size(run.chosen["bytes"])),
        ("known cells after cleaning", f"{sum(coverage) / len(coverage):.1%}"),
        ("rows kept", f"{rows['clean'] / rows['raw']:.1%}"),
    ]


def in_milliseconds(times: dict[str, float]) -> str:
    """How long a single answer takes, usually and at worst."""
    usual, slow = times["single_row_ms"], times["single_row_p95_ms"]
    return f"median {usual:.2f} ms, p95 {slow:.2f} ms"
