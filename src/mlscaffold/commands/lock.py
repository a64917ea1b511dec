"""`mlscaffold lock`: a project's packages in the versions that were tested together."""

from pathlib import Path

from mlscaffold.errors import UsageError
from mlscaffold.screen.messages import say
from mlscaffold.screen.steps import step


def lock(folder: Path = Path()) -> None:
    """Lock and install a project's packages in tested versions."""
    from tempfile import TemporaryDirectory

    from mlscaffold.project import environment
    from mlscaffold.update.packages import constraints_of

    if not (folder / ".copier-answers.yml").exists():
        hint = "give the folder of a project that `mlscaffold new` made"
        raise UsageError(f"`{folder}` is not a project", hint)
    with TemporaryDirectory() as downloads, step("Locking the packages"):
        environment.lock(folder, constraints_of(folder, Path(downloads)))
    with step("Installing the packages"):
        environment.install(folder)
    say("Commit uv.lock and requirements.txt.")
