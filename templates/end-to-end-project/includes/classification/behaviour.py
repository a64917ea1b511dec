"""How the champion decides on the test part: ranking, calibration, confusion and costs."""

import numpy as np
from sklearn.metrics import confusion_matrix, roc_auc_score

from .charts import (
    decide,
    draw_calibration,
    draw_confusion,
    draw_costs,
    draw_precision_recall,
    draw_roc,
    shown_classes,
)
from .costs import THRESHOLDS, row_costs
from .metrics import METRIC
from .pages import Section
from .results import Results
from .schema import CLASSES
from .wording import as_sentence, counted, estimate, listed, ranged, short


def sections(run: Results) -> list[Section]:
    """The part of the report that looks at the predictions themselves."""
    if not shown_classes(run.truth):
        return [Section("Ranking", calibrated(run))]
    return [ranked(run), calibration(run), confusion(run), *costs(run)]


def ranked(run: Results) -> Section:
    """ROC, and precision and recall where there are two classes."""
    given = (run.truth, run.predicted, threshold(run), run.charts)
    if len(CLASSES) != 2:
        return Section("Ranking", hardest(run), charts=[draw_roc(*given)])
    precision = run.metrics["champion"]["average_precision"]
    text = (
        f"Of 100 pairs of a {CLASSES[1]} and a {CLASSES[0]} row about "
        f"{100 * run.metrics['champion']['roc_auc']['value']:.0f} are ranked right. The mean "
        f"precision is {ranged(precision)}; guessing has {share_of(run, 1):.3f}, the share of "
        f"{CLASSES[1]}."
    )
    return Section("Ranking", text, charts=[draw_roc(*given), draw_precision_recall(*given)])


def hardest(run: Results) -> str:
    """Which class is told from the others best, and which worst."""
    areas = {
        CLASSES[name]: float(roc_auc_score(run.truth == name, run.predicted[:, name]))
        for name in shown_classes(run.truth)
    }
    low, high = min(areas, key=lambda n: areas[n]), max(areas, key=lambda n: areas[n])
    return (
        f"Each class against the rest: {high} is ranked best ({short(areas[high])}), {low} worst "
        f"({short(areas[low])})."
    )


def calibration(run: Results) -> Section:
    """Whether the probabilities can be taken at their word."""
    chart = draw_calibration(run.truth, run.predicted, run.charts)
    return Section("Calibration", calibrated(run), charts=[chart])


def calibrated(run: Results) -> str:
    """How far the probability of a class lies from how often it happens; the clearest case."""
    gaps = {
        name: gap(run.predicted[:, name], run.truth == name) for name in shown_classes(run.truth)
    }
    if not gaps:
        return "The test part holds one class alone: there is nothing to rank."
    name = max(gaps, key=lambda each: clearness(gaps[each]))
    said, happened = run.predicted[:, name].mean(), share_of(run, name)
    points = ranged({key: 100 * value for key, value in gaps[name].items()}, sign=True)
    text = (
        f"On average {CLASSES[name]} is called {said:.1%} probable and happens in {happened:.1%} of "
        f"the cases: {points} points"
    )
    if gaps[name]["low"] <= 0 <= gaps[name]["high"]:
        return f"{text}, which is not shown to differ from zero."
    kind = "high" if gaps[name]["value"] > 0 else "low"
    return (
        f"Warning: the probabilities are too {kind}. {text}.\n"
        "They rank the cases, but are no frequencies. A threshold that was chosen on such "
        "probabilities is not harmed by it."
    )


def gap(said: np.ndarray, happened: np.ndarray) -> dict[str, float]:
    """The mean of the differences, with its interval (normal approximation)."""
    difference = said - happened
    mean = float(difference.mean())
    reach = 1.96 * float(difference.std()) / len(difference) ** 0.5
    return {"value": mean, "low": mean - reach, "high": mean + reach}


def clearness(difference: dict[str, float]) -> float:
    """How far a difference lies from zero, in widths of its interval."""
    return abs(difference["value"]) / max(difference["high"] - difference["low"], 1e-9)


def confusion(run: Results) -> Section:
    """What is taken for what, by the decision that is acted on."""
    decided = decide(run.predicted, threshold(run))
    chart = draw_confusion(run.truth, decided, run.charts)
    return Section("Confusion", mixed_up(run, decided), charts=[chart])


def mixed_up(run: Results, decided: np.ndarray) -> str:
    """Of two classes recall and precision, of more the most frequent mistake."""
    counts = confusion_matrix(run.truth, decided, labels=range(len(CLASSES)))
    if len(CLASSES) == 2:
        found = counts[1, 1] / max(counts[1].sum(), 1)
        right = counts[1, 1] / max(counts[:, 1].sum(), 1)
        return (
            f"Acting from a probability of {threshold(run):.2f} on finds {found:.0%} of the "
            f"{counts[1].sum():,} {CLASSES[1]} rows; {right:.0%} of the {counts[:, 1].sum():,} "
            "actions are right."
        )
    wrong = counts - np.diag(np.diag(counts))
    true, taken = np.unravel_index(wrong.argmax(), wrong.shape)
    return (
        f"The likeliest class is right in {np.trace(counts) / counts.sum():.1%} of the rows. The most "
        f"frequent mistake: {CLASSES[true]} is taken for {CLASSES[taken]}, "
        f"{counted(int(wrong[true, taken]), 'time')}."
    )


def costs(run: Results) -> list[Section]:
    """What the decisions cost; nothing where there is no threshold."""
    found = run.metrics["costs"]
    if not found:
        return []
    acts = (run.predicted[:, 1] >= each for each in THRESHOLDS)
    per_case = np.array([row_costs(run.truth, each, run.settings).mean() for each in acts])
    chart = draw_costs(THRESHOLDS, per_case, found, run.charts)
    means = found["per_case"].items()
    rows = [[("act " * (name != "model")) + name, ranged(cost)] for name, cost in means]
    return [Section("Costs", saved(run), ["decision by", "cost of a case"], rows, charts=[chart])]


def saved(run: Results) -> str:
    """What the model saves against the cheaper of acting never and always."""
    found, settings = run.metrics["costs"], run.settings
    saving, other = found["saved_per_case"], found["cheapest_without_model"]
    given = (
        f"A false alarm costs {settings.cost_false_alarm:g}, a miss {settings.cost_miss:g} "
        f"(params.yaml). At the threshold of {found['threshold']:.2f}, chosen in cross-validation, a "
        f"case costs {ranged(found['per_case']['model'])}; to act {other} costs "
        f"{estimate(found['per_case'][other])}."
    )
    if saving["low"] <= 0 <= saving["high"]:
        return f"{given}\nWarning: the model is not shown to save anything: {ranged(saving)}."
    if saving["value"] < 0:
        return (
            f"{given}\nWarning: the model is shown to cost more; it saves {ranged(saving)} a case."
        )
    return f"{given} The model saves {ranged(saving)} a case."


def answers(run: Results) -> list[tuple[str, str]]:
    """What an interviewer asks about a classifier, and what the run says to it."""
    shares = listed([f"{share_of(run, i):.1%} {name}" for i, name in enumerate(CLASSES)])
    imbalance = (
        f"The test part is {shares}. {weights_chosen(run)}The models are compared by {METRIC}, "
        "which does not reward naming the frequent class; f1_macro, in which all classes count alike, "
        f"is {ranged(run.metrics['champion']['f1_macro'])}."
    )
    found = [
        ("What about imbalance?", imbalance),
        ("Can its probabilities be trusted?", as_sentence(calibrated(run))),
    ]
    price = saved(run) if run.metrics["costs"] else mixed_up(run, decide(run.predicted, None))
    return [*found, ("What does an error cost?", price)]


def weights_chosen(run: Results) -> str:
    """What tuning made of class weights; nothing where it had no such choice."""
    settings = run.comparison["tuning"]["settings"]
    if "class_weight" not in settings:
        return ""
    return f"Tuning could weight the classes; it took {settings['class_weight'] or 'no weights'}. "


def next_steps(run: Results) -> list[str]:
    """What the predictions themselves suggest to do next."""
    steps = []
    if "Warning" in calibrated(run):
        steps.append("calibrate the probabilities, or tune for log loss: they are not frequencies")
    return steps


def share_of(run: Results, name: int) -> float:
    """The share of a class in the test part."""
    return float((run.truth == name).mean())


def threshold(run: Results) -> float | None:
    """The probability from which on the second class is acted on; None means the likeliest."""
    value = run.record["threshold"]
    return None if value is None else float(value)
