"""Which parts a project has: one question with ticks, or the flags --with and --without."""

from collections.abc import Generator, Mapping, Sequence
from functools import partial
from typing import Any

from mlscaffold.errors import UsageError
from mlscaffold.template import casting
from mlscaffold.template.fields import Field, Option, refusing
from mlscaffold.template.parts import ALL, Part, chosen, with_needs
from mlscaffold.template.questionnaire import Answers, Given

Parts = Mapping[str, Part]
MORE = """\
Each adds a folder of code with its tests. Unsure? Enter takes the recommended ones.
`mlscaffold add` and `remove` bring and take them later; `mlscaffold parts` says more."""


def by_flags(parts: Parts, wanted: Sequence[str], unwanted: Sequence[str]) -> dict[str, bool]:
    """What --with and --without answer; nothing where neither is given."""
    if not (wanted or unwanted):
        return {}
    plus, minus = with_needs(parts, chosen(parts, wanted)), chosen(parts, unwanted)
    for name in plus:
        if not parts[name].is_switch:
            hint = f"add it with --set {name}=…"
            raise UsageError(f"`{name}` needs an answer: {parts[name].question.help}", hint)
    if ALL in wanted:
        plus = [name for name in plus if name not in minus]
    elif ALL not in unwanted and (both := set(plus) & set(minus)):
        raise UsageError(f"`{min(both)}` is wanted and not wanted", "leave out one of the two")
    usual = [part.name for part in parts.values() if part.is_usual and part.name not in minus]
    return {name: name in {*plus, *usual} for name, part in parts.items() if part.is_switch}


def switched(parts: Parts, answers: dict[str, Any]) -> dict[str, Any]:
    """Answers in which a list of parts, and what they need, is a yes or no for each part."""
    if "parts" not in answers:
        return answers
    names = with_needs(parts, chosen(parts, answers["parts"]))
    rest = {key: value for key, value in answers.items() if key != "parts"}
    return {name: name in names for name, part in parts.items() if part.is_switch} | rest


def ticked(
    path: Generator[Field, Any, Answers], parts: Parts, given: Given
) -> Generator[Field, Any, Answers]:
    """The same questions, those about parts as one."""
    names: list[str] | None = None
    try:
        here = next(path)
        while True:
            if here.key not in parts or not parts[here.key].is_switch or here.key in given.hidden:
                here = path.send((yield here))
                continue
            if names is None:
                names = yield parts_field(parts, given)
            here = path.send(here.key in names)
    except StopIteration as end:
        answers: Answers = end.value
        return answers


def parts_field(parts: Parts, given: Given) -> Field:
    """The question with ticks: those that nothing has decided yet."""
    known = {*given.fixed, *given.hidden}
    offered = {name: part for name, part in parts.items() if part.is_switch and name not in known}
    proposed = [name for name, part in offered.items() if given.proposed.get(name, part.is_usual)]
    return Field(
        key="parts",
        title="Which parts?",
        parse=partial(parsed, offered),
        kind="several",
        default=[name for name in proposed if casting.boolean(given.proposed.get(name, True))],
        options=tuple(map(option, offered.values())),
        group="Extras",
        flag="--with PARTS, --without PARTS",
        more=MORE,
    )


@refusing()
def parsed(parts: Parts, raw: Any) -> list[str]:
    """The names of parts, with those that they need."""
    names = raw.split(",") if isinstance(raw, str) else list(raw)
    wanted = with_needs(parts, chosen(parts, [name for name in names if name.strip()]))
    return [name for name in parts if name in wanted]


def option(part: Part) -> Option:
    """A part as it is offered: why, and what it costs."""
    costs = [f"+{part.lines} lines"] * bool(part.lines)
    costs += [f"+{part.megabytes:g} MB"] * bool(part.megabytes)
    needs = f"; needs {', '.join(part.needs)}" if part.needs else ""
    reason = f"{part.question.help.removesuffix('?')}{needs} ({', '.join(costs) or 'no code'})"
    mark = "recommended" if part.is_usual else ""
    return Option(part.name, part.name, part.name, reason, mark)
