"""The data card's facts, filled in by the run; the author's words around them stay."""

from pathlib import Path
from typing import Any

from .data_report import column_table
from .markers import fill
from .tables import in_markdown, markdown_table


def fill_data_card(file: Path, quality: dict[str, Any]) -> None:
    """Write what is known about the data between the card's markers."""
    fill(file, "rows", rows_block(quality))
    fill(file, "columns", markdown_table(*column_table(quality["columns"])))
    fill(file, "problems", problems_block(quality["steps"]))


def rows_block(quality: dict[str, Any]) -> str:
    """How many rows there are, from when, and which version of the raw data this is."""
    rows, raw = quality["rows"], quality["raw"]
    tables = ", ".join(f"{name} {count:,}" for name, count in raw["tables"].items())
    lines = [f"- Raw rows: {tables}", f"- After cleaning: {rows['clean']:,} of {rows['raw']:,}"]
    lines += [f"- Period: {' to '.join(quality['period'])}"] if quality["period"] else []
    return "\n".join([*lines, f"- Version of the raw data (SHA-256): `{raw['sha256']}`"])


def problems_block(steps: list[dict[str, Any]]) -> str:
    """What cleaning found: each rule that some rows were touched or dropped by."""
    found = [
        f"- {in_markdown(step['rule'] or step['table'])} ({step['touched']:,} rows changed, "
        f"{step['dropped']:,} dropped.)"
        for step in steps
        if step["touched"] or step["dropped"]
    ]
    return "\n".join(found or ["Cleaning found nothing to change."])
