"""How the champion's predictions lie on the test part: errors and calibration."""

import numpy as np

from .charts import draw_calibration, draw_errors, draw_predictions
from .pages import Section
from .results import Results
from .schema import TARGET
from .wording import as_sentence, estimate, ranged, short


def sections(run: Results) -> list[Section]:
    """The part of the report that looks at the predictions themselves."""
    return [residuals(run), calibration(run)]


def residuals(run: Results) -> Section:
    """Predictions against the truth, and how the errors are spread."""
    given = (run.truth, run.predicted, run.charts)
    return Section("Residuals", spread(run), charts=[draw_predictions(*given), draw_errors(*given)])


def spread(run: Results) -> str:
    """How large the errors are, and how far the predictions reach."""
    half, most = np.quantile(np.abs(run.predicted - run.truth), [0.5, 0.9])
    (low, high), (least, greatest) = (
        np.quantile(values, [0.05, 0.95]) for values in (run.predicted, run.truth)
    )
    return (
        f"Half of the errors are below {short(half)}, nine of ten below {short(most)}. The middle 90 % "
        f"of the predictions lie from {short(low)} to {short(high)}, of the true values from "
        f"{short(least)} to {short(greatest)}."
    )


def calibration(run: Results) -> Section:
    """Whether predictions are right on average, low ones and high ones."""
    chart = draw_calibration(run.truth, run.predicted, run.charts)
    return Section("Calibration", bias(run), charts=[chart])


def bias(run: Results) -> str:
    """Whether the predictions are too high or too low on average (normal approximation)."""
    errors = run.predicted - run.truth
    mean, reach = float(errors.mean()), 1.96 * float(errors.std()) / len(errors) ** 0.5
    found = {"value": mean, "low": mean - reach, "high": mean + reach}
    said = f"On average predicted minus true {TARGET} is {ranged(found, sign=True)}"
    if found["low"] <= 0 <= found["high"]:
        return f"{said}, which is not shown to differ from zero."
    return f"Warning: the predictions are too {'high' if mean > 0 else 'low'}. {said}."


def answers(run: Results) -> list[tuple[str, str]]:
    """What an interviewer asks about a regressor, and what the run says to it."""
    scores = run.metrics["champion"]
    rare = (
        f"Single large errors weigh on rmse ({estimate(scores['rmse'])}) and hardly on mae "
        f"({estimate(scores['mae'])}), by which the models are compared. {spread(run)}"
    )
    price = (
        f"On average a prediction is off by {ranged(scores['mae'])}, in the unit of {TARGET}; the "
        f"baseline, which always says the same, by {ranged(run.metrics['baseline']['mae'])}."
    )
    return [
        ("What about rare, extreme values?", rare),
        ("Is it too high or too low on average?", as_sentence(bias(run))),
        ("What does an error cost?", price),
    ]


def next_steps(run: Results) -> list[str]:
    """What the predictions themselves suggest to do next."""
    if bias(run).startswith("Warning"):
        return ["find out why the predictions are off on one side, or learn for the mean"]
    return []
