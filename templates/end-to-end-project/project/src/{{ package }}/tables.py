"""Tables as a person reads them, in Markdown and in HTML."""

import re
from collections.abc import Collection, Sequence
from html import escape

# A count, a share, a score with its interval, a time, a size, or a dash for none.
NUMBER = re.compile(r"[-+]?[\d,.]+( ?(%|ms|s|kB|MB))?( \([-+\d,.… %]+\))?|–")


def markdown_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown: each row has one cell per heading."""
    lines = [head, ["---"] * len(head), *(map(in_markdown, row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def in_markdown(text: str) -> str:
    """Text on one line, with nothing in it that Markdown would take for its own."""
    return re.sub(r"([\\|`*\[\]])", r"\\\1", escape(" ".join(text.split()), quote=False))


def html_table(
    head: Sequence[str], rows: Sequence[Sequence[str]], marked: Collection[int] = ()
) -> str:
    """The same table in HTML; the rows at the `marked` positions stand out."""
    kinds = [
        ' class="number"' if all(map(is_number, column)) else ""
        for column in zip(*rows, strict=True)
    ]
    names = zip(head, kinds or [""] * len(head), strict=True)
    lines = ["<tr>" + "".join(f"<th{kind}>{escape(name)}</th>" for name, kind in names) + "</tr>"]
    for place, row in enumerate(rows):
        kind = ' class="marked"' if place in marked else ""
        lines.append(f"<tr{kind}>{''.join(map(html_cell, row))}</tr>")
    return "\n".join(["<table>", *lines, "</table>"])


def html_cell(text: str) -> str:
    """A cell; numbers stand to the right, so that their digits can be compared."""
    kind = ' class="number"' if is_number(text) else ""
    return f"<td{kind}>{escape(text)}</td>"


def is_number(text: str) -> bool:
    """Whether a cell is a figure rather than words."""
    return bool(NUMBER.fullmatch(text))
