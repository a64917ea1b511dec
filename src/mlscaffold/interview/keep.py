"""An interview that was left, kept until somebody goes on with it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from mlscaffold.errors import UsageError
from mlscaffold.interview.config import load_config, state_folder
from mlscaffold.interview.interview import Plan, Wishes
from mlscaffold.interview.presets import load_preset
from mlscaffold.table.choices import Choices, Layout
from mlscaffold.template.walk import Walk

NOT_KEPT = ("layout", "choices", "preset", "config", "target", "answers_file")


@dataclass(frozen=True)
class Kept:
    """What was asked for, and answered."""

    wishes: Wishes
    place: tuple[str | None, str | None]
    said: dict[str, Any]
    confirmed: list[str]


def file() -> Path:
    """Where it lies."""
    return state_folder() / "interview.yml"


def save(wishes: Wishes, place: Any, walk: Walk[Plan]) -> None:
    """Keep everything but secrets."""
    import yaml

    passed = walk.view().passed
    # Paths were given as seen from here, and are to be right in any folder.
    said = walk.said | {field.key: value for field, value in passed if field.key == "folder"}
    said |= {"data": from_anywhere(said["data"])} if "data" in said else {}
    secret = {field.key for field, _ in passed if field.kind == "secret"}
    simple = {key: value for key, value in vars(wishes).items() if key not in NOT_KEPT}
    simple["data"] = from_anywhere(wishes.data)
    content = {
        "wishes": simple,
        "target": wishes.target and str(wishes.target.expanduser().resolve()),
        "layout": asdict(wishes.layout),
        "choices": {
            k: list(v) if isinstance(v, tuple) else v for k, v in asdict(wishes.choices).items()
        },
        "preset": wishes.preset and from_anywhere(wishes.preset.file),
        "place": list(place),
        "said": {key: value for key, value in said.items() if key not in secret},
        "confirmed": [key for key in walk.confirmed if key not in secret],
    }
    file().parent.mkdir(parents=True, exist_ok=True)
    file().write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    file().chmod(0o600)


def from_anywhere(place: str | None) -> str | None:
    """The path of a table, right in any folder; addresses as they are."""
    path = Path(place).expanduser() if place else None
    return str(path.resolve()) if path and path.is_file() else place


def load() -> Kept:
    """What was kept. Raises UsageError when nothing was, or it cannot be read."""
    import yaml

    if not file().is_file():
        raise UsageError("there is no interview to go on with", "mlscaffold new starts one")
    try:
        content = yaml.safe_load(file().read_text(encoding="utf-8"))
        choices: dict[str, Any] = {
            k: tuple(v) if isinstance(v, list) else v for k, v in content["choices"].items()
        }
        wishes = Wishes(
            **content["wishes"], layout=Layout(**content["layout"]), choices=Choices(**choices)
        )
        name, ref = content["place"]
        said, confirmed = dict(content["said"]), [str(key) for key in content["confirmed"]]
        target = content["target"] and Path(content["target"])
    except (yaml.YAMLError, OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        message = f"the interview in `{file()}` cannot be read"
        raise UsageError(message, "delete it and start again: mlscaffold new") from error
    preset = load_preset(content["preset"]) if content["preset"] else None
    wishes = replace(wishes, target=target, preset=preset, config=load_config())
    return Kept(wishes, (name, ref), said, confirmed)


def forget() -> None:
    """There is nothing to go on with any more."""
    file().unlink(missing_ok=True)
