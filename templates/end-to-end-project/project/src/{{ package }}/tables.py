"""Tables as a person reads them, in Markdown and in HTML."""

import re
from collections.abc import Sequence
from html import escape


def markdown_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown: each row has one cell per heading."""
    lines = [head, ["---"] * len(head), *(map(in_markdown, row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def in_markdown(text: str) -> str:
    """Text on one line, with nothing in it that Markdown would take for its own."""
    return re.sub(r"([\\|`*\[])", r"\\\1", escape(" ".join(text.split()), quote=False))


def html_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The same table in HTML."""
    heading = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = ["".join(map(html_cell, row)) for row in rows]
    lines = [f"<tr>{line}</tr>" for line in [heading, *body]]
    return "\n".join(["<table>", *lines, "</table>"])


def html_cell(text: str) -> str:
    """A cell; counts and shares stand to the right, so that their digits can be compared."""
    kind = ' class="number"' if re.fullmatch(r"[\d,.]+%?", text) else ""
    return f"<td{kind}>{escape(text)}</td>"
