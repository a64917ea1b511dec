"""Captures the interview's screens for the docs, as text and as SVG, by walking through it.

.venv/bin/python scripts/screens.py          writes docs/screens.md and docs/screens/*.svg
.venv/bin/python scripts/screens.py --check  fails when they are not what the program shows today
"""

import os
import re
import shlex
import sys
from collections.abc import Callable, Iterator
from difflib import unified_diff
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from uv import find_uv_bin

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.terminal import Terminal  # noqa: E402

COLUMNS, ROWS = 80, 24
CELL, LINE = 8.4, 18
COLOURS = {"green": "#3fb950", "cyan": "#39c5cf", "red": "#f85149", "brightblack": "#8b949e"}
COLOURS |= {"default": "#e6edf3"}
HEAD = """# The interview, screen by screen

Captured from the program by `scripts/screens.py`; a test fails when they differ from what it shows.
"""


def main() -> int:
    """Write the screens, or compare them."""
    made = capture()
    if "--check" not in sys.argv:
        for file, text in made.items():
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return 0
    stale = [file for file, text in made.items() if not same(file, text)]
    for file in stale:
        print(f"{file.relative_to(ROOT)} is not what the program shows: run scripts/screens.py")
    if stale:
        before = stale[0].read_text(encoding="utf-8").splitlines() if stale[0].exists() else []
        print(*unified_diff(before, made[stale[0]].splitlines(), lineterm="", n=1), sep="\n")
    return bool(stale)


def same(file: Path, text: str) -> bool:
    """Whether a file holds this text."""
    return file.exists() and file.read_text(encoding="utf-8") == text


def capture() -> dict[Path, str]:
    """The files of the docs, from one walk with a table and one with the sample."""
    page, files = [HEAD], {}
    with TemporaryDirectory() as folder:
        for number, (title, terminal) in enumerate(screens(Path(folder)), 1):
            name = f"screens/{number}-{re.sub('[^a-z]+', '-', title.lower()).strip('-')}.svg"
            files[ROOT / "docs" / name] = as_svg(terminal)
            text = tidy(terminal.text())
            page += [f"\n## {title}\n", f"![{title}]({name})\n", f"```text\n{text}\n```"]
    return {ROOT / "docs/screens.md": "\n".join(page) + "\n"} | files


def screens(folder: Path) -> Iterator[tuple[str, Terminal]]:
    """Walks through the interview; yields at every screen that is worth seeing."""
    work, env = prepared(folder)
    command = shlex.join([sys.executable, "-m", "mlscaffold", "new", "--no-install"])
    options: dict[str, Any] = {"cols": COLUMNS, "rows": ROWS, "cwd": str(work), "env": env}
    for title, terminal in walk(lambda: Terminal(command, **options)):
        terminal.settle()
        yield title, terminal


def prepared(folder: Path) -> tuple[Path, dict[str, str]]:
    """A folder with a table to work in, and the variables of a person whose machine has uv."""
    (folder / "gitconfig").write_text("[user]\nname = Ada Lovelace\nemail = ada@example.org\n")
    work, tools = folder / "work", folder / "tools"
    work.mkdir()
    (work / "visits.csv").write_text(table())
    tools.mkdir()
    (tools / "uv").symlink_to(find_uv_bin())
    env = {"MLSCAFFOLD_CONFIG": str(folder / "config"), "MLSCAFFOLD_STATE": str(folder / "state")}
    env |= {"GIT_CONFIG_GLOBAL": str(folder / "gitconfig")}
    return work, env | {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}


def walk(start: Callable[[], Terminal]) -> Iterator[tuple[str, Terminal]]:
    """The screens in their order."""
    with start() as t:
        t.answer("Where?", "My Projekt!", "enter")
        t.wait("Did you mean")
        yield "A name that is refused", t
        t.send("tab", "enter")
        t.answer("Which data?", "?")
        t.wait("Nothing leaves")
        yield "Help on a question", t
        t.send("down", "enter")
        t.answer("Which file?", "visits.csv", "enter")
        t.wait("Which column")
        yield "A table, and the column to predict", t
        t.send("enter")
        t.wait("What kind of value is `stays`")
        yield "What is proposed", t
        t.send("enter")
        t.answer("Who will use it", "enter")
        t.wait("How many times worse")
        t.send("?")
        t.wait("least harm")
        yield "A question with a proposal, and help on it", t
        t.send("ctrl-c")
        t.wait("cancelled")
        yield "Leaving", t
    with start() as t:
        for question in (
            "Where?",
            "Which data?",
            "What should it predict?",
            "Who will use it",
            "How many times worse",
            "Your name",
        ):
            t.answer(question, "enter")
        t.wait("Which parts?")
        yield "Parts, each with its reason and what it costs", t
        t.send("enter")
        t.wait("Make it?")
        yield "The review", t
        t.send("enter")
        t.wait("The same again")
        yield "The end", t


def table() -> str:
    """A small table of visits."""
    lines = ["visit,day,age,ward,stays"]
    for n in range(240):
        stays = "yes" if (n * 7 % 60 > 30) ^ (n % 11 == 0) else "no"
        day = f"2024-{n % 12 + 1:02}-{n % 28 + 1:02}"
        lines.append(f"v{n:04},{day},{20 + n * 7 % 60 + n % 3},{['north', 'south'][n % 2]},{stays}")
    return "\n".join(lines) + "\n"


def tidy(text: str) -> str:
    """A screen without what differs from run to run: times and temporary folders."""
    text = re.sub(r"\d+\.\d s", "0.5 s", text)
    return re.sub(r"/\S*/work/", "~/", text)


def as_svg(terminal: Terminal) -> str:
    """A screen as an image: one line of text after the other, in its colours."""
    lines = tidy(terminal.text()).count("\n") + 1
    width, height = int(COLUMNS * CELL) + 24, lines * LINE + 24
    rows = [svg_line(terminal, row) for row in range(lines)]
    style = "font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 14px"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">\n'
        f'<rect width="100%" height="100%" rx="8" fill="#0d1117"/>\n'
        f'<g style="{style}" xml:space="preserve">\n' + "\n".join(rows) + "\n</g>\n</svg>\n"
    )


def svg_line(terminal: Terminal, row: int) -> str:
    """One line: the text between changes of colour, each at its place."""
    cells = terminal.screen.buffer[row]
    parts, column = [], 0
    while column < COLUMNS:
        first = cells[column]
        end = column
        while end < COLUMNS and (cells[end].fg, cells[end].bold) == (first.fg, first.bold):
            end += 1
        text = "".join(cells[i].data for i in range(column, end)).rstrip()
        if text:
            fill = COLOURS.get(first.fg, COLOURS["default"])
            weight = ' font-weight="bold"' if first.bold else ""
            x = 12 + column * CELL
            parts.append(f'<tspan x="{x:.1f}" fill="{fill}"{weight}>{shown(text)}</tspan>')
        column = end
    return f'<text y="{24 + row * LINE}">{"".join(parts)}</text>'


def shown(text: str) -> str:
    """Text whose blanks no browser takes together."""
    return escape(tidy(text)).replace(" ", "\u00a0")


if __name__ == "__main__":
    os.environ.pop("NO_COLOR", None)
    sys.exit(main())
