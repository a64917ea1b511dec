"""Writes docs/parts.md from what each part of the template says about itself.

.venv/bin/python scripts/parts.py
"""

from pathlib import Path

from mlscaffold.template.parts import Part, parts_of
from mlscaffold.template.templates import built_in

# What the numbers stand for: advice that guides for machine-learning engineers give.
ADVICE = {
    "R03": "a data set of your own, collected over weeks",
    "R08": "data and models are versioned",
    "R09": "a notebook that explores the data",
    "R13": "an honest discussion of the trade-offs",
    "R16": "features, with their effect measured",
    "R17": "imbalance handled on purpose",
    "R18": "uncertainty of figures and of differences",
    "R19": "experiments are tracked",
    "R20": "the same numbers on another machine",
    "R24": "a page that calls the API and explains",
    "R26": "latency is measured",
    "R28": "a live demo, and its link in the README",
    "R29": "Kubernetes and Terraform",
    "R31": "CI",
    "R32": "new data that are tagged start a retraining",
    "R33": "predictions are logged and watched",
    "R34": "drift is detected",
    "R39": "the system's design",
    "R35": "retraining, and a challenger that must win",
    "R36": "a model followed over months, with what was done",
    "R40": "preparation for interviews",
}
PAGE = Path(__file__).parents[1] / "docs/parts.md"
HEAD = """# Parts

A project is a core and some parts. A part is one room, with its tests, its packages and its section of
the README; what is not chosen leaves no file and no package behind (the service's page has a few lines that
ask for `explain` and do nothing without it). `scripts/parts.py` writes this page from the template.

Choose them when a project is made, or later:

```bash
mlscaffold new food-times --without notebook --with analysis
mlscaffold parts                  # what there is, what each costs, what this project has
mlscaffold parts monitoring       # its files and its section of the README
mlscaffold add monitoring         # --dry-run shows it, --abort undoes it
mlscaffold remove notebook
```

`add` and `remove` are an [update](updating.md) to the same version with other answers: both versions of the
project are rendered, and git merges the difference into yours. It is shown first; nothing you wrote is
overwritten; what both sides changed becomes a conflict, never a loss. What a part needs comes with it, and a part
that another one needs is not taken away under it. Packages are locked again. A project to which parts were
added one by one is the project that was made with them, byte for byte.

Add a part when you are ready to explain it. To write one of your own: [writing parts](writing-parts.md).
"""


def page() -> str:
    """The page: a table of all parts, then a section for each."""
    parts = parts_of(built_in()).values()
    head = ["| part | by default | what it does | lines of `src/` | MB of packages | runs |"]
    table = [*head, "| --- | --- | --- | --- | --- | --- |", *map(row, parts)]
    cited = sorted({each for part in parts for each in part.fulfils})
    advice = "; ".join(f"{each} {ADVICE[each]}" for each in cited)
    about = (
        f"Seconds are of CPU, on the sample. `mlscaffold parts` cites advice by number: {advice}."
    )
    return "\n".join([HEAD, *table, "", about, "", *map(section, parts)])


def row(part: Part) -> str:
    """A part in the table."""
    costs = f"{part.lines or ''} | {part.megabytes or ''} | {f'{part.seconds:g} s' if part.seconds else ''}"
    usual = "yes" if part.is_usual else "no"
    return f"| [{part.name}](#{part.name}) | {usual} | {part.purpose} | {costs} |"


def section(part: Part) -> str:
    """What one part adds, and the command that shows it at work."""
    lines = [f"## {part.name}", "", part.purpose, ""]
    if not part.is_switch:
        lines += [f"Its answer is no yes or no: {part.question.help}", ""]
    if part.question.multiselect:
        some = ", ".join(part.question.choices[:2])
        lines += [f"Such as `mlscaffold add {part.name} --set '{part.name}=[{some}]'`; there are"]
        lines += [f"{listed(tuple(part.question.choices))}.", ""]
    lines += [f"- files: {listed(part.files)}"]
    lines += [f"- packages: {listed(part.packages)}"] if part.packages else []
    lines += [f"- needs: {listed(part.needs)}"] if part.needs else []
    return "\n".join([*lines, "", "```bash", part.show, "```", ""])


def listed(names: tuple[str, ...]) -> str:
    """Names as code, with commas; an empty __init__.py says nothing."""
    return ", ".join(f"`{name}`" for name in names if not name.endswith("/__init__.py"))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
