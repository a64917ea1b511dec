"""The blocks of README and model card that the run writes."""

from typing import Any

from .figures import ranking
from .metrics import METRIC
from .models import BASELINE
from .results import Results
from .schema import BY_TIME, GROUP_BY, ORDER_BY
from .tables import markdown_table
from .verdict import SCORE, key_figures, verdict, warnings
from .weaknesses import worst_group, worst_in_common
from .wording import counted, file_size, listed, ranged, wrapped


def results_block(run: Results) -> str:
    """The verdict, the candidates in short, and the key figures."""
    return "\n\n".join([verdict_block(run), compact_table(run), key_table(run)])


def verdict_block(run: Results) -> str:
    """The champion against the baseline, and what speaks against it."""
    sentences = [verdict(f"**{run.champion}**", run.metrics), *warnings(run.metrics)]
    return "\n\n".join(map(wrapped, sentences))


def compact_table(run: Results) -> str:
    """Each candidate's score in cross-validation, its latency and size."""
    candidates = run.comparison["candidates"]
    head = ["candidate", f"{SCORE}, cross-validation", "one answer", "file"]
    rows = []
    for name in ranking(candidates):
        times = run.timings.get(name)
        served = ["–", "–"]
        if name != BASELINE and times:
            served = [f"{times['single_row_ms']:.2f} ms", file_size(candidates[name]["bytes"])]
        rows.append([name, ranged(candidates[name]["scores"][METRIC]), *served])
    return markdown_table(head, rows)


def key_table(run: Results) -> str:
    """The key figures, and what it takes to get the same ones again."""
    sha, seed = run.record["data"]["raw_sha256"][:12], run.settings.seed
    again = f"same figures from data {sha} (SHA-256) with seed {seed}"
    figures = [*key_figures(run), *served(run.latency), ("reproducibility", again)]
    return markdown_table(["key figure", "value"], figures)


def served(latency: dict[str, Any]) -> list[tuple[str, str]]:
    """How fast the service was in its load test, where there was one."""
    names = {"one_at_a_time": "one request at a time", "at_once_32": "32 requests at once"}
    return [
        (
            f"the service, {name}",
            f"p50 {found['p50_ms']:.2f} ms, p95 {found['p95_ms']:.2f} ms, {found['per_second']:,}/s",
        )
        for name, found in ((names[key], latency[key]) for key in names if key in latency)
    ]


def scores_block(run: Results) -> str:
    """Every score of champion and baseline on the test part."""
    metrics = run.metrics
    rows = [
        [name, ranged(metrics["champion"][name]), ranged(metrics["baseline"][name])]
        + [ranged(gain, sign=True)]
        for name, gain in metrics["gain"].items()
    ]
    table = markdown_table(["test part", run.champion, "baseline", "difference"], rows)
    return f"{verdict_block(run)}\n\n{table}"


def training_block(run: Results) -> str:
    """What the model learned from, and how it was chosen."""
    learned, tested = run.record["data"]["rows"], run.metrics["rows"]
    drawn = f"drawn by a hash of {GROUP_BY or 'their features'}"
    order = f"the latest by {ORDER_BY[0]}" if BY_TIME else drawn
    names = [name for name in run.comparison["candidates"] if name != BASELINE]
    folds, tuned = len(run.chosen["folds"]), run.comparison["tuning"]
    items = [
        f"Learned from {learned:,} rows, tested on {tested:,} others "
        f"({tested / (learned + tested):.0%}), {order}.",
        f"Candidates, beside a baseline that looks at no feature: {listed(names)}; {folds} folds.",
        f"Rule: {run.comparison['rule']}",
        f"Tuned: {tuned['candidate']}, {counted(tuned['trials'], 'trial')}.",
        *decision(run.record),
        f"Raw data (SHA-256): `{run.record['data']['raw_sha256']}`; seed {run.settings.seed}.",
    ]
    return "\n".join(wrapped(f"- {item}", "  ") for item in items)


def decision(record: dict[str, Any]) -> list[str]:
    """From which probability on to act, where there is such a choice."""
    if record["threshold"] is None:
        return []
    return [
        f"Threshold: act from a probability of {record['threshold']:.2f} on (costs: params.yaml)."
    ]


def weaknesses_block(run: Results) -> str:
    """Groups and single rows that the champion is worst at."""
    items = [*warnings(run.metrics), worst_group(run), worst_in_common(run)]
    return "\n".join(wrapped(f"- {item}", "  ") for item in items)
