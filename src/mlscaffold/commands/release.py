"""`mlscaffold release`: a template repository that learners may see."""

import shlex
from pathlib import Path

from mlscaffold.screen.messages import say


def release(starter: Path | None = None, source: str | None = None, ref: str | None = None) -> None:
    """Publish a template's exercises without their solutions.

    A version is a commit and a tag in a git repository that holds starters alone.
    """
    from tempfile import TemporaryDirectory

    from mlscaffold.errors import UsageError
    from mlscaffold.exercises.release import release as released
    from mlscaffold.project.place import shown_from_here
    from mlscaffold.screen.steps import working
    from mlscaffold.template.origins import find_template

    if starter is None:
        raise UsageError("no folder given for the starters", "mlscaffold release --starter DIR")
    with TemporaryDirectory() as downloads, working("Taking the solutions out"):
        done = released(find_template(source, ref, Path(downloads)), starter)
    folder = shlex.quote(shown_from_here(str(done.folder)))
    say(f"{folder} holds {', '.join(done.versions)}: {done.exercises} exercises, no solution.")
    say("Publish it:")
    say(f"  git -C {folder} push --tags ADDRESS HEAD:main")
    say("A learner's project of it:")
    say("  mlscaffold new my-project --template ADDRESS --trust")
