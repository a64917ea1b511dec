"""A report as sections: the same ones as Markdown and as a page that loads nothing."""

import re
from base64 import b64encode
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

from .tables import html_table, in_markdown, markdown_table

FRAME = Path(__file__).parent / "web/report.html"


@dataclass(frozen=True)
class Chart:
    """A picture in the folder `charts` beside the report, and what it shows in words."""

    file: Path
    alt: str
    is_wide: bool = False


@dataclass(frozen=True)
class Section:
    """A part of a report: some words, then key figures, charts and a table, where there are any.

    `facts` are pairs of a name and a figure; `marked` are the positions of rows that stand out. A
    folded table is opened by a click, and printed open.
    """

    title: str
    text: str
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    charts: Sequence[Chart] = ()
    facts: Sequence[tuple[str, str]] = ()
    marked: Collection[int] = ()
    is_folded: bool = False


def markdown(title: str, parts: Sequence[Section]) -> str:
    """The report for reading in a repository."""
    lines = [f"# {title}"]
    for part in parts:
        lines += [f"## {part.title}", *map(in_markdown, paragraphs(part))]
        lines += ["\n".join(f"- {name}: **{figure}**" for name, figure in part.facts)]
        lines += [f"![{in_markdown(chart.alt)}](charts/{chart.file.name})" for chart in part.charts]
        lines += [markdown_table(part.head, part.rows)] if part.rows else []
    return "\n\n".join(line for line in lines if line)


def page(title: str, parts: Sequence[Section]) -> str:
    """The report for a browser: one file, its charts within."""
    links = [f'<a href="#{anchor(part.title)}">{escape(part.title)}</a>' for part in parts]
    frame = Template(FRAME.read_text(encoding="utf-8"))
    content = "\n".join(map(section, parts))
    return frame.substitute(title=escape(title), links=" ".join(links), content=content)


def section(part: Section) -> str:
    """A section in HTML; a single chart stands beside the words where there is room."""
    facts = [f"<div><dt>{escape(n)}</dt><dd>{escape(f)}</dd></div>" for n, f in part.facts]
    words = [paragraph(line) for line in paragraphs(part)]
    words += [f"<dl>{''.join(facts)}</dl>"] if facts else []
    charts = [f'<div class="charts">{"".join(map(picture, part.charts))}</div>'] * bool(part.charts)
    one = len(part.charts) == 1 and not part.charts[0].is_wide
    if one and not part.is_folded:
        blocks = beside([*words, *table(part)], charts)
    else:
        blocks = [*(beside(words, charts) if one else [*words, *charts]), *table(part)]
    heading = f'<section id="{anchor(part.title)}">\n<h2>{escape(part.title)}</h2>'
    return "\n".join([heading, *blocks, "</section>"])


def beside(left: list[str], right: list[str]) -> list[str]:
    """Two columns where there is room."""
    return ['<div class="beside">', "<div>", *left, "</div>", *right, "</div>"]


def paragraphs(part: Section) -> list[str]:
    """The lines of a section's text that are not empty."""
    return [line for line in part.text.splitlines() if line]


def paragraph(line: str) -> str:
    """A line of text in HTML; a warning stands out."""
    kind = ' class="warning"' if line.startswith("Warning:") else ""
    return f"<p{kind}>{escape(line)}</p>"


def picture(chart: Chart) -> str:
    """A chart in HTML, the picture itself as text."""
    kind = ' class="wide"' if chart.is_wide else ""
    data = b64encode(chart.file.read_bytes()).decode()
    image = f'<img alt="{escape(chart.alt)}" src="data:image/png;base64,{data}">'
    return f"<figure{kind}>{image}</figure>"


def table(part: Section) -> list[str]:
    """The section's table in HTML; nothing when there is none."""
    if not part.rows:
        return []
    shown = f'<div class="table">{html_table(part.head, part.rows, part.marked)}</div>'
    if not part.is_folded:
        return [shown]
    return [f"<details><summary>All {len(part.rows)} rows</summary>{shown}</details>"]


def anchor(title: str) -> str:
    """A title as the address of its section on the page."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
