"""`mlscaffold update`: the template's news for a project that exists."""

from pathlib import Path

import typer

from mlscaffold.commands.options import Merging, assignments
from mlscaffold.errors import UsageError
from mlscaffold.screen.messages import say


def update(
    folder: Path = Path(),
    *,
    to: str | None = None,
    settings: list[str] | None = None,
    check: bool = False,
    begin: bool = False,
    how: Merging,
) -> None:
    """Merge what the template has learned into a project.

    It is shown first and merged by git: nothing is lost, nothing is committed.
    """
    from mlscaffold.commands import merging

    merging.check_alone(folder, how, check=check)
    if (check or how.go_on or how.abort) and (settings or to):
        raise UsageError("--set and --to are for an update itself", "leave them out")
    if check:
        raise typer.Exit(tell_check(folder, how))
    if not merging.ended(folder, how):
        may_begin(folder, begin, how)
        given = tuple(assignments(settings).items())
        raise typer.Exit(merging.merged(merging.wish(folder, how, to=to, settings=given), how))


def tell_check(folder: Path, how: Merging) -> int:
    """Say whether there is a newer version."""
    from mlscaffold.commands.merging import DECIDE, tell
    from mlscaffold.update.versions import check

    news = check(folder, how.answers_file)
    facts = {"template": news.address, "current": news.current, "latest": news.latest}
    beyond = {"beyond": news.beyond} if news.beyond else {}
    said = f"{news.address} {news.current} "
    if news.outdated:
        said += f"→ {news.latest}: update with `mlscaffold update`"
    else:
        said += "is the newest version" + " that an update leads to" * bool(news.beyond)
    if news.beyond:
        said += f"\nnote: {news.beyond} lays projects out anew; "
        said += f"`mlscaffold update --to {news.beyond}` says more"
    tell(how, facts | {"outdated": news.outdated} | beyond, said)
    return DECIDE if news.outdated else 0


def may_begin(folder: Path, begin: bool, how: Merging) -> None:
    """Make a repository where there is none, if that is wanted."""
    from mlscaffold.commands import confirm
    from mlscaffold.git import plumbing, porcelain
    from mlscaffold.template import recorded

    if how.dry_run or plumbing.find(folder) is not None:
        return
    recorded.read(folder)
    question = "The project is in no git repository. Make one, with all its files?"
    if begin or (how.ask and confirm.somebody_is_there() and confirm.agreed(question)):
        porcelain.begin(folder)
        porcelain.commit_all(folder, "Before the first update", author={})
        say("Made a repository and committed all files.")
