"""What typer does not do: options from a table and in dataclasses, and help in groups without rich."""

from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from inspect import Parameter, Signature, signature
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from mlscaffold.commands.options import OPTIONS

SEVERAL = tuple[str, ...]  # of which typer makes one value each


class Grouped(TyperCommand):
    """A command whose `--help` lists the options under their headings, as plain text."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write one section a heading, in the order in which the headings come first."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for each in self.get_params(ctx):
            heading = getattr(each, "rich_help_panel", None) or "Options"
            if record := each.get_help_record(ctx):
                name, text = record  # typer tells the type of an argument: DIR <path>
                groups.setdefault(heading, []).append((name.partition(" <")[0], text))
        for heading, records in groups.items():
            with formatter.section(heading):
                formatter.write_dl(records)


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """The command for typer: each parameter an option, one that is a dataclass one for each field."""
    own = [*signature(command, eval_str=True).parameters.values()]

    def run(**given: Any) -> None:
        command(**gathered(own, given))

    parameters = [declared(each) for each in flat(own)]
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    return run


def fields(kind: Any) -> list[Parameter]:
    """The fields of a dataclass, as parameters; of anything else none."""
    is_one = isinstance(kind, type) and is_dataclass(kind)
    return [*signature(kind, eval_str=True).parameters.values()] if is_one else []


def flat(parameters: list[Parameter]) -> Iterator[Parameter]:
    """Parameters, those of a dataclass in its place."""
    for each in parameters:
        inner = fields(each.annotation)
        yield from flat(inner) if inner else [each]


def gathered(parameters: list[Parameter], given: dict[str, Any]) -> dict[str, Any]:
    """What was given, that of a dataclass in one of its kind."""
    found = {}
    for each in parameters:
        kind, inner = each.annotation, fields(each.annotation)
        value = kind(**gathered(inner, given)) if inner else given[each.name]
        found[each.name] = tuple(value) if kind == SEVERAL else value
    return found


def declared(parameter: Parameter) -> Parameter:
    """A parameter as typer takes it, with what the table says of its name."""
    kind = list[str] if parameter.annotation == SEVERAL else parameter.annotation
    for heading, rows in OPTIONS.items():
        if parameter.name in rows:
            kind = Annotated[kind, option(heading, *rows[parameter.name])]
    return parameter.replace(kind=Parameter.KEYWORD_ONLY, annotation=kind)


def option(heading: str, typed: str, text: str, propose: Any = None) -> Any:
    """What typer is told of an argument, or of an option, which the environment may give as well."""
    shared: dict[str, Any] = {"help": text, "rich_help_panel": heading, "autocompletion": propose}
    names = [word for word in typed.split() if word.startswith("-")]
    if not names:
        return typer.Argument(metavar=typed, show_default=False, **shared)
    metavar = typed.removeprefix(" ".join(names)).strip() or None
    variable = names[0].partition("/")[0].removeprefix("--").upper().replace("-", "_")
    shared |= {"metavar": metavar, "envvar": f"MLSCAFFOLD_{variable}", "show_envvar": False}
    return typer.Option(*names, **shared)
