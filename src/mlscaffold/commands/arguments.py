"""Arguments of the command line that several commands read alike."""

from __future__ import annotations

from typing import Any

from mlscaffold.errors import UsageError


def assignments(settings: list[str]) -> dict[str, Any]:
    """`KEY=VALUE` arguments as answers."""
    answers = {}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals or not key.strip():
            raise UsageError(f"`--set {setting}` has no KEY=VALUE", "such as --set author=Ada")
        answers[key.strip()] = value
    return answers
