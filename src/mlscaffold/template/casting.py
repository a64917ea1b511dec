"""Values of the types that Copier's questions have, made from what was typed or written in YAML."""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from mlscaffold.template.fields import Refused

TRUE = {"y", "yes", "t", "true", "on"}
FALSE = {"n", "no", "f", "false", "off", "~", "null", "none"}
NAMES = {"float": "number", "int": "whole number", "bool": "yes or no", "str": "text"}
NAMES |= {"json": "JSON", "yaml": "YAML", "path": "path"}
WRITTEN = ("json", "yaml")  # types whose text is read


def cast(value: Any, type_name: str) -> Any:
    """`value` as Copier stores an answer of this type. Raises Refused."""
    import yaml

    if value is None and type_name not in WRITTEN:
        raise Refused(f"nothing is no {NAMES[type_name]}")
    casts: dict[str, Callable[[Any], Any]] = {"bool": boolean, "float": float, "int": int}
    casts |= {"str": string, "path": str, "json": json.loads, "yaml": yaml.safe_load}
    try:
        return casts[type_name](value)
    except (TypeError, AttributeError) as error:
        if type_name in WRITTEN:  # no text: a value already
            return value
        raise Refused(f"{value!r} is no {NAMES[type_name]}") from error
    except (ValueError, OverflowError, RecursionError, yaml.YAMLError) as error:
        reason = f": {' '.join(str(error).split())}" if type_name in WRITTEN else ""
        raise Refused(f"`{str(value)[:60]}` is no {NAMES[type_name]}{reason}") from error


def boolean(value: Any) -> bool:
    """Yes or no in any of YAML's words; a number that is not 0 is yes."""
    with suppress(TypeError, ValueError):
        return bool(float(value))
    if isinstance(value, str):
        word = value.strip().lower()
        return bool(word) and word not in FALSE
    return bool(value)


def check_word(raw: Any) -> None:
    """Refuse a word that is neither yes nor no; Copier would take it for a yes."""
    word = raw.strip().lower() if isinstance(raw, str) else "yes"
    if word and word not in TRUE | FALSE and not word.replace(".", "").isdigit():
        raise Refused(f"`{raw}` is neither yes nor no")


def string(value: Any) -> str:
    """Text as it is; a number as Python writes it."""
    if not isinstance(value, str | int | float):
        raise TypeError
    return str(value)


def items(text: str) -> list[str]:
    """The items of a list in YAML, each as it was written, text without its quotes."""
    import yaml

    with suppress(yaml.YAMLError):
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        if isinstance(node, yaml.nodes.SequenceNode):
            spans = ((each, each.start_mark.index, each.end_mark.index) for each in node.value)
            return [
                item.value if item.tag == "tag:yaml.org,2002:str" else text[start:end].strip()
                for item, start, end in spans
            ]
    raise Refused(f"`{text[:60]}` is no list such as [one, two]")


def as_text(value: Any, type_name: str) -> str:
    """A value as one would type it."""
    import yaml

    if value is None:
        return ""
    if type_name == "bool":
        return "yes" if value else "no"
    if type_name == "json":
        return json.dumps(value, ensure_ascii=False)
    if type_name == "yaml":
        text = yaml.safe_dump(value, default_flow_style=True, width=2**31, allow_unicode=True)
        return text.strip().removesuffix("\n...").strip()
    return str(value).removesuffix(".0") if type_name == "float" else str(value)


def quoted(value: Any, type_name: str) -> Any:
    """A value as text that has the same value when it is read: text in quotes where it is read."""
    return json.dumps(value) if isinstance(value, str) and type_name in WRITTEN else value
