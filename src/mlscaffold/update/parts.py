"""`mlscaffold add` and `remove`: other parts of the same version, merged like an update."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mlscaffold.errors import Nothing, UsageError
from mlscaffold.template import recorded
from mlscaffold.template.origins import origin_of
from mlscaffold.template.others import pinned, split
from mlscaffold.template.parts import Part, chosen, need, parts_of, with_needs
from mlscaffold.template.recorded import Recorded
from mlscaffold.update.update import Wish
from mlscaffold.update.versions import template_of

Parts = dict[str, Part]


def prepared(wish: Wish) -> tuple[Wish, Recorded, Parts]:
    """The wish at the version and with the sources that a project recorded, and their parts.

    Sources that are named again are at their newest version, or the one that is named.
    """
    before = recorded.read(wish.folder, wish.answers_file)
    origin = origin_of(before.address, wish.folder)
    with TemporaryDirectory(prefix="mlscaffold-") as name:
        wanted = pinned(wish.others or (), Path(name))
        again = {split(each)[0] for each in wanted}
        kept = [each for each in before.others if split(each)[0] not in again]
        wish = replace(wish, to=before.version, others=(*kept, *wanted))
        template = template_of(origin, before.version, Path(name), (*kept, *wanted))
        return wish, before, parts_of(template)


def adding(wish: Wish, names: Iterable[str]) -> Wish:
    """The update that brings parts, and those that they need."""
    wish, before, parts = prepared(wish)
    named = chosen(parts, names)
    wanted = [each for each in with_needs(parts, named) if not parts[each].is_in(before.answers)]
    if not wanted:
        raise Nothing(f"{listed(named)}: already in the project")
    settings = dict(wish.settings)
    check_answered(parts, wanted, settings)
    settings = dict.fromkeys(wanted, True) | settings
    notes = tuple(
        f"{each} comes with it: {listed(set(named) & set(need(parts, each)))} needs it"
        for each in wanted
        if each not in named
    )
    package = str(before.answers.get("package", ""))
    shown = (parts[each].show.replace("<package>", package) for each in wanted)
    shows = tuple(filter(None, shown))
    wish = replace(wish, command="add", title=f"Add {listed(wanted)}", notes=notes, shows=shows)
    return replace(wish, settings=tuple(settings.items()))


def removing(wish: Wish, names: Iterable[str]) -> Wish:
    """The update that takes parts away; refused while another part needs them."""
    wish, before, parts = prepared(wish)
    named = [each for each in chosen(parts, names) if parts[each].is_in(before.answers)]
    if not named:
        raise Nothing(f"{', '.join(names)}: not in the project")
    for name in named:
        left = [each for each in need(parts, name) if parts[each].is_in(before.answers)]
        if still := [each for each in left if each not in named]:
            both = " ".join([*still, *named])
            hint = f"remove both: mlscaffold remove {both}"
            raise UsageError(f"{listed(still)} needs {name}", hint)
    settings = tuple((each, parts[each].none) for each in named)
    notes = ("what its runs wrote stays: files that you committed, stages in dvc.lock",)
    wish = replace(wish, command="remove", notes=notes, shows=("uv run pytest",))
    return replace(wish, title=f"Remove {listed(named)}", settings=settings)


def check_answered(parts: Parts, names: Iterable[str], settings: dict[str, Any]) -> None:
    """Refuse parts that a yes does not answer, and answers to anything but parts."""
    for key in settings.keys() - parts.keys():
        raise UsageError(f"`{key}` is no part", f"change it with: mlscaffold update --set {key}=…")
    for name in names:
        if not parts[name].is_switch and name not in settings:
            hint = f"mlscaffold add {name} --set {name}=…"
            raise UsageError(f"`{name}` needs an answer: {parts[name].question.help}", hint)


def listed(names: Iterable[str]) -> str:
    """Names in a sentence."""
    *most, last = sorted(names) if isinstance(names, set) else list(names)
    return f"{', '.join(most)} and {last}" if most else last
