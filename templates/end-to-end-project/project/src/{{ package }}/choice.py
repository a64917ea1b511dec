"""How the champion was chosen: the comparison, tuning, the features' worth, the learning curve."""

from typing import Any

from .figures import draw_comparison, draw_learning_curve, ranking
from .latency import BATCH
from .metrics import METRIC, PERFECT
from .models import BASELINE
from .pages import Section
from .results import Results
from .schema import GROUP_BY
from .verdict import GAIN, SCORE, direction, in_words
from .wording import as_percent, counted, file_size, listed, ranged, short


def sections(run: Results) -> list[Section]:
    """The part of the report that answers: why this model?"""
    weights = [class_weights(run)] if run.comparison["class_weights"] else []
    return [comparison(run), tuning(run), ablation(run), *weights, learning_curve(run)]


def comparison(run: Results) -> Section:
    """All candidates side by side, and what the rule made of them."""
    candidates = run.comparison["candidates"]
    names = ranking(candidates)
    head = ["model", SCORE, GAIN, "single row", f"{BATCH:,} rows", "fit", "file"]
    rows = [comparison_row(name, run) for name in names]
    text = f"The rule: {run.comparison['rule']}\n{price_of_rule(run)}\n{how_measured(run)}"
    charts = [draw_comparison(candidates, run.timings, run.champion, run.charts)]
    marked = {names.index(run.champion)}
    return Section("Comparison", text, head, rows, charts=charts, marked=marked)


def comparison_row(name: str, run: Results) -> list[str]:
    """A candidate's scores in cross-validation and what it takes to serve it."""
    results = run.comparison["candidates"][name]
    shown = f"{name} (champion)" if name == run.champion else name
    scores = [ranged(results["scores"][METRIC]), ranged(results["gain"][METRIC], sign=True)]
    if name == BASELINE:
        return [shown, scores[0], *["–"] * 5]
    times = run.timings[name]
    single, batch = f"{times['single_row_ms']:.2f} ms", f"{times['batch_ms']:.0f} ms"
    return [
        *[shown, *scores, single, batch],
        *[f"{times['fit_seconds']:.1f} s", file_size(results["bytes"])],
    ]


def price_of_rule(run: Results) -> str:
    """How many candidates the rule left to choose from, and what its choice gives up."""
    candidates = run.comparison["candidates"]
    others = [name for name in ranking(candidates) if name != BASELINE]
    left = [name for name in others if direction(candidates[name]["from_best"]) != "worse"]
    count = (
        f"{len(left)} of {len(others)} candidates {'is' if len(left) == 1 else 'are'} left by it"
    )
    if run.champion == others[0]:
        return f"{count}; {run.champion} also has the best {METRIC}, so that nothing is given up."
    given = ranged(candidates[run.champion]["from_best"], sign=True)
    spared = candidates[others[0]]["bytes"] - run.chosen["bytes"]
    return (
        f"{count}; {run.champion} differs from the best, {others[0]}, by {given} {METRIC}, and its "
        f"file is {file_size(spared)} smaller."
    )


def how_measured(run: Results) -> str:
    """What the columns of the comparison are."""
    folds, rows = len(run.chosen["folds"]), run.comparison["rows"]
    return (
        f"{METRIC}: mean of {folds} folds, {rows:,} rows checked in all, with 95 % bootstrap "
        f"intervals{of_rows()}. Latency: median of the exported model, one after another, on the machine of "
        "this run. Fit: on the whole training part."
    )


def of_rows() -> str:
    """What the intervals leave out where rows belong together."""
    return f" over rows: those of one {GROUP_BY} are alike, so in truth wider" if GROUP_BY else ""


def tuning(run: Results) -> Section:
    """The tuned against the default settings, in cross-validation and on the test part."""
    tuned, tested = run.comparison["tuning"], run.evaluation["tuned"]
    settings = ", ".join(f"{name} {shown(value)}" for name, value in tuned["settings"].items())
    text = (
        f"{tuned['candidate']}, the best with its default settings, was tuned: "
        f"{counted(tuned['trials'], 'trial')}, at most {run.settings.trials}. Chosen: {settings}.\n"
        "The settings were picked on the rows of the cross-validation, which flatters the first "
        "figure; the second is from rows that had no part in it."
    )
    parts = [("cross-validation", tuned["gain"]), ("test part", tested)]
    rows = [[name, ranged(gain, sign=True), in_words(gain)] for name, gain in parts]
    return Section("Tuning", text, ["tuned minus default", METRIC, "it is"], rows)


def shown(value: Any) -> str:  # noqa: ANN401
    """A setting's value; numbers without needless digits."""
    return short(value) if isinstance(value, float) else str(value)


def ablation(run: Results) -> Section:
    """What the engineered features change; plainly so when there are none."""
    found = run.comparison["ablation"]
    if not found["features"]:
        return Section(
            "Engineered features",
            "This project has no engineered features: the models see the columns of the table.",
        )
    text = (
        f"{worth_of_features(found)}\n"
        f"The error is what {METRIC} lacks to {short(PERFECT)}. The features: "
        f"{listed(found['features'])}. Without them the champion keeps its settings."
    )
    rows = [[f"{name} them", ranged(found[name])] for name in ("with", "without")]
    head = [f"{run.champion}, cross-validation", METRIC]
    return Section("Engineered features", text, head, rows)


def worth_of_features(found: dict[str, Any]) -> str:
    """By how many per cent the error changes, whichever sign that has."""
    change, many = found["change"], counted(len(found["features"]), "engineered feature")
    said = f"With the {many} the error in cross-validation changes by {as_percent(change)}"
    if change["low"] <= 0 <= change["high"]:
        return f"{said}: the interval holds zero, so they are not shown to help."
    return f"{said}: they {'lower' if change['high'] < 0 else 'raise'} it."


def class_weights(run: Results) -> Section:
    """What it changes when rare classes weigh as much as frequent ones."""
    gains = run.comparison["class_weights"]
    text = (
        "The champion is trained without class weights; this is what it would gain with them. They "
        "lift rare classes at the price of probabilities that are no longer frequencies, so the "
        "decision is moved by the threshold instead."
    )
    rows = [[name, ranged(each, sign=True), in_words(each, name)] for name, each in gains.items()]
    return Section("Class weights", text, ["score", "with minus without", "it is"], rows)


def learning_curve(run: Results) -> Section:
    """What more rows to learn from would bring."""
    curve = run.comparison["learning_curve"]
    chart = draw_learning_curve(curve["points"], run.charts)
    text = f"{last_step(curve)}\nMeasured on one fold, with 95 % bootstrap intervals."
    return Section("Learning curve", text, charts=[chart])


def last_step(curve: dict[str, Any]) -> str:
    """What the second half of the rows changed."""
    half, end = curve["points"][-2:]
    changed = ranged(curve["second_half"], sign=True)
    more = {
        "better": "it still learns, so more rows may help",
        "worse": "more rows of this kind do harm",
        "": "more rows of this kind are not shown to help",
    }[direction(curve["second_half"])]
    return f"From {half['rows']:,} to {end['rows']:,} rows {METRIC} changes by {changed}: {more}."


def still_learns(run: Results) -> bool:
    """Whether the second half of the rows is shown to make METRIC better."""
    return direction(run.comparison["learning_curve"]["second_half"]) == "better"
