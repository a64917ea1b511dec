"""Where answers come from, and which wins: flags, environment, preset, the user's own defaults, git."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlscaffold.errors import UsageError
from mlscaffold.interview.config import Config, environment_answers
from mlscaffold.interview.presets import Preset
from mlscaffold.template.questionnaire import Given, Questionnaire


@dataclass(frozen=True)
class Layer:
    """Answers from one place; fixed ones are not asked."""

    name: str
    answers: Mapping[str, Any]
    fixed: bool


@dataclass(frozen=True)
class Layers:
    """All places, the strongest first."""

    layers: tuple[Layer, ...]
    hidden: frozenset[str] = frozenset()

    def given(self, data: Mapping[str, Any], hidden: frozenset[str] = frozenset()) -> Given:
        """What is settled, with what the table answers, and what is proposed."""
        fixed: dict[str, Any] = {}
        proposed: dict[str, Any] = {}
        names: dict[str, str] = {}
        for layer in reversed(self.layers):
            (fixed if layer.fixed else proposed).update(layer.answers)
            names |= dict.fromkeys(layer.answers, layer.name)
        return Given({**fixed, **data}, proposed, self.hidden | hidden, names)

    def origin(self, key: str) -> str:
        """The place that an answer comes from; empty for the template's default."""
        found = (layer.name for layer in self.layers if key in layer.answers)
        return next(found, "")


@dataclass(frozen=True)
class Places:
    """What the layers are made of."""

    settings: dict[str, Any]
    file: Path | None = None
    file_answers: dict[str, Any] = field(default_factory=dict)
    preset: Preset | None = None
    config: Config | None = None
    author: dict[str, str] = field(default_factory=dict)


def layers(questions: Questionnaire, places: Places) -> Layers:
    """Check each place against the template's questions, and put them in order."""
    keys = questions.keys
    environment = environment_answers(keys)
    preset = places.preset or Preset()
    # Recorded answers have those that follow from others as well: they are worked out again.
    questions.check_keys(places.file_answers)
    recorded = {key: value for key, value in places.file_answers.items() if key in keys}
    for answers in (
        places.settings,
        environment,
        preset.answers,
        preset.locked,
    ):
        questions.check_keys(answers)
        questions.check_asked(answers)
    questions.check_keys(dict.fromkeys(preset.hidden))
    for answers, name in ((places.settings, "--set"), (environment, "the environment")):
        for key in answers.keys() & preset.locked.keys():
            if str(answers[key]) != str(preset.locked[key]):
                hint = f"leave it out: the preset has {key} = {preset.locked[key]}"
                raise UsageError(f"`{key}` is locked by `{preset.file}`; {name} changes it", hint)
    config = places.config or Config(Path())
    usual = {key: value for key, value in config.answers.items() if key in keys}
    author = {key: value for key, value in places.author.items() if key in keys}
    return Layers(
        (
            Layer(f"preset {preset.file} (locked)", preset.locked, True),
            Layer("--set", places.settings, True),
            Layer("environment", environment, True),
            Layer(f"--answers {places.file}", recorded, True),
            Layer(f"preset {preset.file}", preset.answers, False),
            Layer(f"defaults {config.file}", usual, False),
            Layer("git", author, False),
        ),
        frozenset(preset.hidden),
    )
