"""`mlscaffold new`: a project in a new folder."""

from __future__ import annotations

import json
from pathlib import Path

from mlscaffold.commands import options
from mlscaffold.screen.messages import say


def new(
    folder: options.NewFolder = None,
    *,
    data: options.Data = None,
    about: options.AboutTable,
    settings: options.Settings = None,
    wanted: options.With = None,
    unwanted: options.Without = None,
    answers: options.Answers = None,
    preset: options.Preset = None,
    defaults: options.Defaults = False,
    resume: options.Resume = False,
    run: options.Run = False,
    git: options.Git = True,
    install: options.Install = True,
    source: options.From = None,
    ref: options.Ref = None,
    other_parts: options.Parts = None,
    trust: options.Trust = False,
    skip_tasks: options.SkipTasks = False,
    dry_run: options.DryRun = False,
    explain: options.Explain = False,
    as_json: options.AsJson = False,
) -> None:
    """Make a new project in DIR."""
    from tempfile import TemporaryDirectory

    from mlscaffold.commands import making
    from mlscaffold.interview.presets import Preset, load_preset
    from mlscaffold.interview.sources import Wishes

    found = load_preset(preset) if preset is not None else Preset()
    found.check_parts("--with", wanted)
    found.check_parts("--without", unwanted)
    wishes = Wishes(
        folder,
        found.settled("--data", data),
        about.query,
        found.settled("--target", about.target),
        about.layout,
        about.choices,
        options.assignments(settings),
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
    )
    wishes = making.with_files(wishes, found if found.file else None, answers)
    ask = not (defaults or dry_run or explain)
    with TemporaryDirectory() as downloads:
        made = making.plan(wishes, Path(downloads), ask=ask, resume=resume)
        say(found.told) if found.told and not ask else None
        if dry_run or explain:
            print(making.told(made, explain=explain, as_json=as_json))
        else:
            result = making.make(made)
            print(json.dumps(result)) if as_json else None
