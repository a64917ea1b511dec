"""Values of the types that Copier's questions have, made from what was typed or written in YAML."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

TRUE = {"y", "yes", "t", "true", "on"}
FALSE = {"n", "no", "f", "false", "off", "~", "null", "none"}


def cast(value: Any, type_name: str) -> Any:
    """`value` as Copier stores an answer of this type. Raises ValueError."""
    casts: dict[str, Callable[[Any], Any]] = {"bool": boolean, "float": float, "int": int}
    casts |= {"str": string, "path": str, "json": json.loads, "yaml": from_yaml}
    try:
        return casts[type_name](value)
    except (TypeError, AttributeError) as error:
        if type_name in ("json", "yaml"):  # no text: a value already
            return value
        raise ValueError(f"{value!r} is no {NAMES[type_name]}") from error
    except (ValueError, OverflowError, RecursionError) as error:
        raise ValueError(why_not(value, type_name, error)) from error


NAMES = {"float": "number", "int": "whole number", "bool": "yes or no", "str": "text"}
NAMES |= {"json": "JSON", "yaml": "YAML", "path": "path"}


def why_not(value: Any, type_name: str, error: Exception) -> str:
    """One line on a value that could not be read."""
    reason = f": {' '.join(str(error).split())}" if type_name in ("json", "yaml") else ""
    return f"`{str(value)[:60]}` is no {NAMES[type_name]}{reason}"


def boolean(value: Any) -> bool:
    """Yes or no in any of YAML's words; a number that is not 0 is yes."""
    with suppress(TypeError, ValueError):
        return bool(float(value))
    with suppress(AttributeError):
        lower = value.strip().lower()
        if not lower or lower in FALSE:
            return False
        if lower in TRUE:
            return True
    return bool(value)


def check_word(raw: Any) -> None:
    """Refuse a word that is neither yes nor no; Copier would take it for a yes."""
    word = raw.strip().lower() if isinstance(raw, str) else "yes"
    if word and word not in TRUE | FALSE and not word.replace(".", "").isdigit():
        raise ValueError(f"`{raw}` is neither yes nor no")


def string(value: Any) -> str:
    """Text as it is; a number as Python writes it."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, bytes | bytearray):
        return value.decode()
    raise ValueError(f"{value!r} is no text")


def from_yaml(text: Any) -> Any:
    """The value of a YAML text."""
    import yaml

    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


def items(text: str) -> list[str]:
    """The items of a YAML list, each as it was written."""
    import yaml

    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise ValueError(f"`{text[:60]}` is no list") from error
    if not isinstance(node, yaml.nodes.SequenceNode):
        raise ValueError(f"`{text[:60]}` is no list such as [one, two]")
    raw = [(item, text[item.start_mark.index : item.end_mark.index].strip()) for item in node.value]
    return [unquoted(each) if is_text(item) else each for item, each in raw]


def is_text(node: Any) -> bool:
    """Whether a node of YAML is a string."""
    return bool(node.tag == "tag:yaml.org,2002:str") and isinstance(node.value, str)


def unquoted(text: str) -> str:
    """Text without the quotes around it."""
    return text[1:-1] if text[:1] == text[-1:] and text[:1] in ("'", '"') and text[1:] else text


def as_text(value: Any, type_name: str) -> str:
    """A value as one would type it."""
    import yaml

    if value is None:
        return ""
    if type_name == "bool":
        return "yes" if value else "no"
    if type_name == "float":
        return str(value).removesuffix(".0")
    if type_name == "json":
        return json.dumps(value, ensure_ascii=False)
    if type_name == "yaml":
        return flow(yaml.safe_dump(value, default_flow_style=True, width=2**31, allow_unicode=True))
    return str(value)


def flow(text: str) -> str:
    """YAML on one line, without the mark that ends a document."""
    return text.strip().removesuffix("\n...").strip()


def quoted(value: Any) -> Any:
    """Text with quotes that YAML and JSON take off again; other values as they are."""
    return json.dumps(value) if isinstance(value, str) else value
