"""Records the interview for the README: docs/screens/recording.svg, an image that plays.

.venv/bin/python scripts/recording.py        walks from a table to a made project, screen by screen
"""

import os
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from screens import CELL, COLUMNS, LINE, prepared, svg_line  # noqa: E402

from tests.terminal import Terminal  # noqa: E402

ROWS = 26
TYPING, READING, END = 0.3, 2.0, 5.0  # seconds that a screen stays
Frame = tuple[str, float]


def main() -> None:
    """Walk, and write what was to be seen."""
    with TemporaryDirectory() as folder:
        frames = joined(recorded(Path(folder)))
    (ROOT / "docs/screens/recording.svg").write_text(as_svg(frames), encoding="utf-8")


def recorded(folder: Path) -> Iterator[Frame]:
    """A project of a table of one's own, made with defaults."""
    work, env = prepared(folder)
    command = shlex.join([sys.executable, "-m", "mlscaffold", "new", "--no-install"])
    options: dict[str, Any] = {"cols": COLUMNS, "rows": ROWS, "cwd": str(work), "env": env}
    with Terminal(command, **options) as terminal:
        yield from walk(terminal)


def walk(terminal: Terminal) -> Iterator[Frame]:
    """The keys that are pressed, and how long each screen is looked at."""
    steps: list[tuple[str, str, list[str]]] = [
        ("Where?", "visits", ["enter"]),
        ("Which data?", "", ["down", "enter"]),
        ("Which file?", "visits.csv", ["enter"]),
        ("Which column", "", ["enter"]),
        ("What kind of value is `stays", "", ["enter"]),
        ("Who will use it", "the ward plans beds with it", ["enter"]),
        ("How many times worse", "", ["enter"]),
        ("Your name", "", ["enter"]),
        ("Which parts?", "", ["enter"]),
        ("Make it?", "", ["enter"]),
    ]
    for question, typed, keys in steps:
        terminal.wait(question)
        yield from shown(terminal, READING)
        for start in range(0, len(typed), 3):  # three letters a screen: a smaller file
            terminal.send(typed[start : start + 3])
            yield from shown(terminal, TYPING)
        for key in keys:
            terminal.send(key)
            yield from shown(terminal, TYPING)
    terminal.wait("Next:")
    yield from shown(terminal, END)


def shown(terminal: Terminal, seconds: float) -> Iterator[Frame]:
    """The screen as it is now."""
    terminal.settle()
    yield "\n".join(filter(None, (svg_line(terminal, row) for row in range(ROWS)))), seconds


def joined(frames: Iterator[Frame]) -> list[Frame]:
    """Screens that are the same, as one that stays longer."""
    found: list[Frame] = []
    for lines, seconds in frames:
        if found and found[-1][0] == lines:
            found[-1] = lines, found[-1][1] + seconds
        else:
            found.append((lines, seconds))
    return found


def as_svg(frames: list[Frame]) -> str:
    """An image in which one screen follows the other, by CSS; who wants no motion sees the last."""
    total = sum(seconds for _, seconds in frames)
    width, height = int(COLUMNS * CELL) + 24, ROWS * LINE + 24
    rules, groups, start = [], [], 0.0
    for number, (lines, seconds) in enumerate(frames):
        first, last = 100 * start / total, 100 * (start + seconds) / total
        rules.append(
            f"@keyframes s{number}{{0%{{opacity:0}}{first:.2f}%{{opacity:1}}{last:.2f}%{{opacity:0}}}}"
        )
        groups.append(f'<g class="s" style="animation-name:s{number}">\n{lines}\n</g>')
        start += seconds
    style = (
        "text{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:14px;white-space:pre}"
        f".s{{opacity:0;animation:{total:.1f}s step-end infinite}}"
        "@media(prefers-reduced-motion){.s{animation:none}.s:last-child{opacity:1}}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">\n'
        f"<style>{style}{''.join(rules)}</style>\n"
        f'<rect width="100%" height="100%" rx="8" fill="#0d1117"/>\n'
        + "\n".join(groups)
        + "\n</svg>\n"
    )


if __name__ == "__main__":
    os.environ.pop("NO_COLOR", None)
    main()
