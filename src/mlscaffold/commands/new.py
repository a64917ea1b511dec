"""`mlscaffold new`: a project in a new folder."""

import json
from pathlib import Path

from mlscaffold.commands.options import assignments
from mlscaffold.screen.messages import say
from mlscaffold.table.choices import Choices, Layout


def new(
    new_folder: Path | None = None,
    *,
    data: str | None = None,
    target: str | None = None,
    choices: Choices,
    query: str | None = None,
    layout: Layout,
    settings: list[str] | None = None,
    wanted: list[str] | None = None,
    unwanted: list[str] | None = None,
    answers: Path | None = None,
    preset: str | None = None,
    defaults: bool = False,
    resume: bool = False,
    run: bool = False,
    git: bool = True,
    install: bool = True,
    source: str | None = None,
    ref: str | None = None,
    other_parts: list[str] | None = None,
    trust: bool = False,
    skip_tasks: bool = False,
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
    found.check_parts("--with", wanted)
    found.check_parts("--without", unwanted)
    wishes = Wishes(
        new_folder,
        found.settled("--data", data),
        query,
        found.settled("--target", target),
        layout,
        choices,
        assignments(settings),
        wanted_parts=wanted or [],
        unwanted_parts=unwanted or [],
        other_parts=other_parts or [],
        template=found.settled("--template", source),
        ref=found.settled("--ref", ref),
        git=git,
        install=install,
        run=run,
        trusted=trust,
        skip_tasks=skip_tasks,
        answers_file=answers,
        file_answers=making.carried(answers),
        preset=found if found.file else None,
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
