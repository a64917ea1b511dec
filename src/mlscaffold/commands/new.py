"""`mlscaffold new`: a project in a new folder."""

import json
from pathlib import Path

from mlscaffold.commands.options import assignments
from mlscaffold.interview.flags import Flags
from mlscaffold.screen.messages import say


def new(
    flags: Flags,
    *,
    settings: list[str] | None = None,
    answers: Path | None = None,
    preset: str | None = None,
    defaults: bool = False,
    resume: bool = False,
    dry_run: bool = False,
    explain: bool = False,
    as_json: bool = False,
) -> None:
    """Make a new project in DIR."""
    from tempfile import TemporaryDirectory

    from mlscaffold.commands import making
    from mlscaffold.interview.config import load_config
    from mlscaffold.interview.presets import Preset, load_preset
    from mlscaffold.interview.sources import Wishes

    found = load_preset(preset) if preset is not None else Preset()
    wishes = Wishes(
        **vars(flags) | found.settled(flags),
        settings=assignments(settings),
        answers_file=answers,
        file_answers=making.carried(answers),
        preset=found,
        config=load_config(),
    )
    ask = not (defaults or dry_run or explain)
    with TemporaryDirectory() as downloads:
        made = making.plan(wishes, Path(downloads), ask=ask, resume=resume)
        say(found.told) if found.told and not ask else None
        if dry_run or explain:
            print(making.told(made, explain=explain, as_json=as_json))
        else:
            result = making.make(made)
            print(json.dumps(result)) if as_json else None
