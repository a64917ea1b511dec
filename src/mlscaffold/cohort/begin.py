"""A course's folder to begin with: what is in it works, and is to be changed."""

from pathlib import Path

from mlscaffold.cohort import roster
from mlscaffold.cohort.course import FILE
from mlscaffold.cohort.ids import fault_of_id
from mlscaffold.cohort.whole import write_whole
from mlscaffold.errors import UsageError
from mlscaffold.template.templates import built_in

COURSE = """\
# A course of three weeks on the sample data.
id = "{id}"
title = "Machine learning, end to end"
project = "food-times"           # what everybody's project is called
template = "end-to-end-project"  # or the git address of another one
{version:32} # of the template; a newer one: mlscaffold cohort update --to VERSION
week = 1                         # the current one: raise it, then run mlscaffold cohort update
agents = "tutor"                 # coding assistants explain and ask back; "owner": they write code too
delivery = "branch"              # how an update arrives: branch, push, patch or pull-request
branch = "main"                  # of the learners' repositories
variation = false                # true: everybody's data differ a little

[answers]                        # settled for everybody; `mlscaffold questions` lists them
kind = "binary"

# A table of your own instead of the sample; entries are called like the options of `mlscaffold new`.
# [data]
# file = "visits.csv"            # in this folder, or a web address
# target = "Stays"

[[weeks]]
exercises = ["clean", "contract", "split"]

[[weeks]]
parts = ["tracking"]
exercises = ["pipeline", "comparison", "threshold", "bootstrap"]

[[weeks]]
parts = ["monitoring"]
exercises = ["export", "endpoint", "invariance", "drift"]
"""
EXAMPLE = roster.Learner("ana", "Ana Example", "ana@example.org", section="A")
IGNORED = """\
# Who takes part, and what they wrote, is in no repository of the course.
roster.csv
.cohort/
reports/
folders/
"""


def begin(folder: Path, export: Path | None = None) -> tuple[list[Path], list[str]]:
    """Make a course's folder; its files, and what was taken from which column of an export.

    Raises UsageError where one of the files is there, or the export is wrong; then nothing is made.
    """
    learners, notes = ([EXAMPLE], []) if export is None else roster.read_with_notes(export)
    name = folder.resolve().name
    version = f'version = "{built_in().version}"'
    course = COURSE.format(id="course" if fault_of_id(name) else name, version=version)
    texts = {FILE: course, "roster.csv": roster.as_text(learners), ".gitignore": IGNORED}
    for each in texts:
        if (folder / each).exists():
            raise UsageError(f"`{folder / each}` is there already", "give another folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for each, text in texts.items():
            write_whole(folder / each, text.encode())
    except OSError as error:
        message = f"`{folder}` cannot be written: {error.strerror}"
        raise UsageError(message, "give another folder") from error
    return [folder / each for each in texts], notes
