"""The same done for every learner, several at a time; what fails for one stops no other."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace

from mlscaffold.cohort.remotes import RemoteFailed
from mlscaffold.cohort.report import Row
from mlscaffold.cohort.roster import Learner
from mlscaffold.errors import MlscaffoldError
from mlscaffold.process import undisturbed
from mlscaffold.screen.messages import one_line, say

LONGEST = 500  # letters of a reason
Step = Callable[[str], AbstractContextManager[None]]


@dataclass(frozen=True)
class How:
    """How a command goes over a cohort; `tell` gets each row as soon as it is known."""

    jobs: int = 2
    dry_run: bool = False
    tell: Callable[[Row], None] = field(default=lambda _: None)
    step: Step = field(default=lambda _: nullcontext())


def for_each(
    learners: Sequence[Learner],
    do: Callable[[Learner], Row],
    how: How,
    note: Callable[[Row], None] = lambda _: None,
) -> list[Row]:
    """What comes of each learner, in the order of the roster; noted as soon as it is known."""

    def row_of(learner: Learner) -> Row:
        try:
            found = do(learner)
        except RemoteFailed as error:
            found = Row(learner.id, state=error.state, detail=error.message)
        except Exception as error:  # what is in a repository may be anything
            found = Row(learner.id, state="failed", detail=told(error))
        found = replace(found, section=learner.section, team=learner.team)
        found = replace(found, version=one_line(found.version), detail=one_line(found.detail))
        note(found)
        how.tell(found)
        return found

    pool = ThreadPoolExecutor(how.jobs)
    try:
        return list(pool.map(row_of, learners))
    except KeyboardInterrupt:
        say("stopping; those that were begun come to their end; run it again for the others")
        raise
    finally:
        with undisturbed():  # a second Ctrl-C would take away what they work on
            pool.shutdown(cancel_futures=True)


def told(error: Exception) -> str:
    """A failure on one line; of one that nobody thought of, its kind as well."""
    said = " ".join(str(error).split())[:LONGEST]
    is_known = isinstance(error, MlscaffoldError | OSError | ValueError)
    return said if is_known and said else f"{type(error).__name__}: {said}"
