"""What an interviewer asks about this project, answered with its own figures."""

from . import behaviour
from .choice import price_of_rule, still_learns, worth_of_features
from .figures import ranking
from .metrics import METRIC
from .models import BASELINE
from .results import Results
from .schema import BY_TIME, GROUP_BY, ORDER_BY
from .verdict import cross_validated, direction, in_words, verdict, warnings
from .weaknesses import worst_group, worst_in_common
from .wording import listed, ranged, short, wrapped


def answers_block(run: Results) -> str:
    """Questions as headings, each with its answer."""
    found = [*about_choice(run), *behaviour.answers(run), *about_weaknesses(run)]
    return "\n\n".join(f"### {question}\n\n{wrapped(answer)}" for question, answer in found)


def about_choice(run: Results) -> list[tuple[str, str]]:
    """Why this model, how it is known, and against what."""
    return [
        ("Why this model?", why(run)),
        ("How do you know that it is good?", how_known(run)),
        ("Which baseline, and why?", which_baseline(run)),
        ("What did tuning and feature engineering bring?", what_helped(run)),
        ("How was leakage ruled out?", no_leakage(run)),
    ]


def why(run: Results) -> str:
    """The rule, and what it left."""
    names = [name for name in ranking(run.comparison["candidates"]) if name != BASELINE]
    single = run.timings[run.champion]["single_row_ms"]
    return (
        f"I compared {listed(names)} on the same folds. The rule, in compare.py: "
        f"{run.comparison['rule']} {price_of_rule(run)} It answers in {single:.2f} ms (median, one row)."
    )


def how_known(run: Results) -> str:
    """The test part, the intervals, and what speaks against it."""
    return " ".join(
        [
            verdict(run.champion, run.metrics),
            cross_validated(run),
            *warnings(run.metrics),
            "The test part was measured after the choice, on the exported model that is served.",
        ]
    )


def which_baseline(run: Results) -> str:
    """What the baseline is and scores, and how much a linear model already reaches."""
    candidates = run.comparison["candidates"]
    linear = next((name for name in candidates if name.endswith("_regression")), None)
    more = ""
    if linear and linear != run.champion:
        more = (
            f" The second yardstick is {linear}: {ranged(candidates[linear]['scores'][METRIC])} in "
            f"cross-validation, the champion {ranged(run.chosen['scores'][METRIC])}."
        )
    value = short(run.metrics["baseline"][METRIC]["value"])
    return (
        "The baseline says the same about every case and looks at no feature, so that whatever is "
        f"better has learned something: {METRIC} {value} on the test part.{more}"
    )


def what_helped(run: Results) -> str:
    """Tuning on the test part, and the engineered features."""
    tuned, found = run.comparison["tuning"], run.comparison["ablation"]
    features = "There are no engineered features."
    if found["features"]:
        features = worth_of_features(found)
    gain = run.evaluation["tuned"]
    return (
        f"Tuning {tuned['candidate']} changed {METRIC} on the test part by {ranged(gain, sign=True)}, "
        f"{in_words(gain)}. {features}"
    )


def no_leakage(run: Results) -> str:
    """How the parts were cut, and what guards them."""
    if BY_TIME:
        cut = f"The test part is the latest rows by {ORDER_BY[0]}, and every fold checks later rows"
        cut += " than it learned from."
    elif GROUP_BY:
        cut = f"All rows of one {GROUP_BY} are in the same part and in the same fold."
    else:
        cut = "Rows that are alike are always in the same part, by a hash of their features."
    return (
        f"{cut} Whatever is learned from data, such as encoders and the values for missing cells, is "
        "learned within the pipeline, on each fold's own rows. Tests check that no row is in both parts "
        "(test_data.py), that a shuffled target teaches nothing (test_compare.py), and what the "
        "features look at (test_leakage.py)."
    )


def about_weaknesses(run: Results) -> list[tuple[str, str]]:
    """Where it fails, whether it can be repeated, and what comes next."""
    first = list(run.evaluation["importance"])[:3]
    sha = run.record["data"]["raw_sha256"]
    again = (
        f"Yes: the packages are locked, the seed is {run.settings.seed}, the raw data's SHA-256 begins "
        f"with {sha[:12]}. The same data, code and seed give the same figures, seconds excepted."
    )
    return [
        ("What does it look at?", f"Most at {listed(first)}, by shuffling each on the test part."),
        ("Where does it fail?", f"{worst_group(run)} {worst_in_common(run)}"),
        ("Could I repeat it?", again),
        ("What would you do next?", next_steps(run)),
    ]


def next_steps(run: Results) -> str:
    """What the figures themselves suggest."""
    steps = [*behaviour.next_steps(run)]
    high = [each for each in run.evaluation["slices"] if each["is_high"]]
    if high:
        worst = max(high, key=lambda each: each["loss"]["value"])
        steps.append(
            f"look at {worst['column']} {worst['group']}, the group with the greatest loss"
        )
    steps += {
        "": ["spend no more on tuning, which is not shown to help on the test part"],
        "worse": ["tune otherwise or not at all: on the test part the tuned settings are worse"],
    }.get(direction(run.evaluation["tuned"]), [])
    if still_learns(run):
        steps.append("learn from more rows: all rows are shown to be better than half of them")
    steps.append("test it on rows that are newer than all of these")
    return "; ".join(f"({place}) {step}" for place, step in enumerate(steps, 1)) + "."
