"""The data-quality report: one account as JSON, as Markdown and as a page."""

import json
from pathlib import Path
from typing import Any

from .pages import Section, markdown, page

LONGEST = 60  # characters of a value that is shown


def write_report(folder: Path, account: dict[str, Any]) -> None:
    """Write data-quality.{json,md,html}."""
    folder.mkdir(exist_ok=True)
    parts = sections(account)
    texts = {"md": markdown("Data quality", parts), "html": page("Data quality", parts)}
    files = {"json": json.dumps(account, indent=2)} | texts
    for kind, content in files.items():
        (folder / f"data-quality.{kind}").write_text(content + "\n", encoding="utf-8")


def sections(account: dict[str, Any]) -> list[Section]:
    """What the report says, from the verdict down to the single column."""
    steps, raw = account["steps"], account["raw"]
    head, examples = example_table(steps)
    first = "The first rows that each step changed." if examples else "No step changed a row."
    rules, breaches = breach_table(account["contract"])
    kept = "Every row keeps every rule of schema.py."
    tables = [[name, f"{rows:,}"] for name, rows in raw["tables"].items()]
    return [
        Section("In short", verdict(account)),
        Section("Cleaning", "Each statement of sql/clean.sql is a step.", *cleaning_table(steps)),
        Section("Examples", first, head, examples),
        Section("Contract", "Rules that rows break." if breaches else kept, rules, breaches),
        Section("Columns", "After cleaning, of all rows.", *column_table(account["columns"])),
        Section("Raw data", f"SHA-256: {raw['sha256']}", ["table", "rows"], tables),
    ]


def verdict(account: dict[str, Any]) -> str:
    """How many rows are left, and whether the data can be used."""
    rows = account["rows"]
    left = f"{rows['clean']:,} of {rows['raw']:,} raw rows are left after cleaning. "
    dropped = f"Dropped: {rows['dropped']:,} ({rows['dropped_share']:.1%}; "
    allowed = f"more than {rows['most_dropped']:.1%} would stop the run)."
    return "\n\n".join([left + dropped + allowed, *(account["problems"] or ["No rule is broken."])])


def cleaning_table(steps: list[dict[str, Any]]) -> tuple[list[str], list[list[str]]]:
    """Each step with the rows before and after it."""
    counts = ("rows_in", "touched", "dropped", "rows")
    rows = [
        [str(place), step["rule"], step["table"], *(f"{step[name]:,}" for name in counts)]
        for place, step in enumerate(steps, 1)
    ]
    return ["step", "rule", "table", "rows in", "touched", "dropped", "rows left"], rows


def example_table(steps: list[dict[str, Any]]) -> tuple[list[str], list[list[str]]]:
    """Values before and after a step; of a dropped row, what it had."""
    rows = []
    for place, step in enumerate(steps, 1):
        for each in step["examples_touched"]:
            change = f"{shown(each['before'])} → {shown(each['after'])}"
            rows.append([str(place), str(each["source_row"]), each["column"], change])
        for each in step["examples_dropped"]:
            values = ", ".join(f"{name} {shown(value)}" for name, value in each["values"].items())
            rows.append([str(place), str(each["source_row"]), "row dropped", values])
    return ["step", "source row", "column", "before → after"], rows


def breach_table(breaches: list[dict[str, Any]]) -> tuple[list[str], list[list[str]]]:
    """Every rule of the contract that some rows break."""
    rows = []
    for breach in breaches:
        first = [f"row {each['source_row']}: {shown(each['value'])}" for each in breach["examples"]]
        rows.append([breach["column"], breach["rule"], f"{breach['rows']:,}", "; ".join(first)])
    return ["column", "rule", "rows", "first of them"], rows


def column_table(columns: list[dict[str, Any]]) -> tuple[list[str], list[list[str]]]:
    """Each column with its meaning, its share of missing values and what it holds."""
    rows = []
    for column in columns:
        missing = f"{1 - column['known']:.1%}"
        rows.append([column["name"], column["kind"], column["meaning"], missing, contents(column)])
    return ["column", "kind", "meaning", "missing", "range or values"], rows


def contents(column: dict[str, Any]) -> str:
    """The range of a number, the most frequent values of a category, the variety of a text."""
    if "values" in column:
        return ", ".join(f"{shown(name)} {share:.1%}" for name, share in column["values"].items())
    if "different" in column:
        return f"about {column['different']:,} different texts"
    return f"{number(column['low'])} … {number(column['high'])}"


def number(value: float | None) -> str:
    """A number without needless digits."""
    if value is None:
        return "(missing)"
    whole = abs(value) < 1e15 and (value == int(value) or abs(value) >= 1e5)
    return f"{value:,.0f}" if whole else f"{value:,.6g}"


def shown(value: str | None) -> str:
    """A value as it is, but shortened; in words when there is none."""
    if value is None:
        return "(missing)"
    return value if len(value) <= LONGEST else f"{value[: LONGEST - 1]}…"
