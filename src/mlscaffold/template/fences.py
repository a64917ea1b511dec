"""Exercises: what a learner writes, between two comments in a file of Python.

    # >>> exercise: clean
    the solution or, in a starter, one line that raises NotImplementedError
    # <<< exercise: clean

Pure functions on the bytes of one file. Fences count where each of the two stands once.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from mlscaffold.template.recorded import ANSWERS_FILE

OPENING, CLOSING = rb"^([ \t]*)# >>> exercise: ([a-z0-9-]+)[ \t]*\r?\n", rb"^[ \t]*# <<< exercise: "
# Nothing between two fences is one, so that a file of many is read once and not once for each.
FENCE = rb"^[ \t]*# (?:>>>|<<<) exercise: "
FENCED = re.compile(
    rb"(" + OPENING + rb")((?:(?!" + FENCE + rb").*\n)*)(" + CLOSING + rb"\3[ \t]*(?:\r?\n|\Z))",
    re.MULTILINE,
)
VARIANTS = ("own", "complete", "starter")


def regions(text: bytes) -> dict[str, bytes]:
    """What stands between the fences, by exercise; of one whose fences are not whole, nothing."""
    found = [(match[3], match[4]) for match in FENCED.finditer(text)]
    marks = Counter(re.findall(rb"# (?:>>>|<<<) exercise: ([a-z0-9-]+)", text))
    return {name.decode(): content for name, content in found if marks[name] == 2}


def names(folder: Path) -> set[str]:
    """The exercises of a template."""
    files = (each for each in folder.rglob("*") if each.name.endswith((".py", ".py.jinja")))
    return {name for file in files if file.is_file() for name in regions(file.read_bytes())}


def to_be_written(text: bytes) -> list[str]:
    """The exercises of which a starter's line stands in a text, with fences or without."""
    found = re.findall(
        rb"^[ \t]*raise NotImplementedError\([\"']exercise: ([a-z0-9-]+)[\"']\)", text, re.M
    )
    return [name.decode() for name in found]


def replaced(text: bytes, content: Callable[[str, bytes, bytes], bytes | None]) -> bytes:
    """A text with other content between its fences; None takes the fences away as well.

    `content` gets the exercise, the indentation, and what stands there.
    """

    def change(match: re.Match[bytes]) -> bytes:
        new = content(match[3].decode(), match[2], match[4])
        return match[4] if new is None else match[1] + new + match[5]

    return FENCED.sub(change, text)


def filled(text: bytes, contents: Mapping[str, bytes]) -> bytes:
    """A text with the given contents between the fences of those exercises."""
    return replaced(text, lambda name, _, old: contents.get(name, old))


def unfenced(text: bytes, names: Collection[str] | None = None) -> bytes:
    """A text without the fences of some exercises, by default of all; what they hold stays."""
    return replaced(text, lambda name, _, old: None if names is None or name in names else old)


def to_write(name: str, indent: bytes) -> bytes:
    """The line of a starter that a learner replaces."""
    return indent + b'raise NotImplementedError("exercise: %s")\n' % name.encode()


def is_open(name: str, content: bytes) -> bool:
    """Whether the starter's line still stands where the solution shall be, whatever else does."""
    return name in to_be_written(content)


def shaped(
    text: bytes, variant: str, chosen: Collection[str] = (), revealed: Collection[str] = ()
) -> bytes:
    """A file of the template as a variant has it.

    In a project of one's own are no fences, in a complete one they hold the solutions, in a starter
    the line to replace. Of `chosen` exercises only, unless there are none; `revealed` ones are solved.
    """

    def content(name: str, indent: bytes, solution: bytes) -> bytes | None:
        if variant == "own" or (chosen and name not in chosen):
            return None
        solved = variant == "complete" or name in revealed
        return solution if solved else to_write(name, indent)

    return replaced(text, content)


def shape(folder: Path, answers_file: str = ANSWERS_FILE) -> None:
    """Give a rendered project the form that its recorded answers ask for."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    file = folder / answers_file
    answers = yaml.load(file.read_bytes(), Loader=loader) if file.is_file() else {}
    variant = answers.get("variant", "own")
    chosen, revealed = (answers.get(key) or () for key in ("exercises", "revealed"))
    for each in folder.rglob("*.py"):
        if b"# >>> exercise: " in (text := each.read_bytes()):
            each.write_bytes(shaped(text, variant, chosen, revealed))
