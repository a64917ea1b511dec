"""A template without its solutions: every fence holds the line that a learner replaces."""

import re
import shutil
from pathlib import Path

from mlscaffold.errors import MlscaffoldError
from mlscaffold.template.fences import FENCED, regions, shaped, to_write
from mlscaffold.template.questions import TemplateError, read
from mlscaffold.template.templates import NAME, Template

LEFT_OUT = (".git", "__pycache__", "*.pyc", ".DS_Store", ".*_cache", ".venv")
QUESTION = """\
variant:
  type: str
  help: Which form the exercises have; there are no solutions in this template
  ask: false
  # With `own` a project has no fences: for those who leave a course.
  choices: [starter, own]
  default: starter
"""
CHOICES = ["starter", "own"]
ASKED = re.compile(r"^variant:.*\n(?:[ \t]+.*\n|[ \t]*\n(?=[ \t]+\S))*", re.MULTILINE)
MEND = "mend the template"


def make_starters(template: Template, folder: Path) -> int:
    """Copy a template to a new folder without the solutions; return how many exercises it has."""
    if not read(template.folder).settings.get("exercises"):
        message = f"the template `{template.origin}` has no exercises"
        raise TemplateError(message, "those that have say so in copier.yml: _exercises: true")
    without = shutil.ignore_patterns(*LEFT_OUT)
    shutil.copytree(template.folder, folder, symlinks=True, ignore=without, dirs_exist_ok=True)
    names = {name for file in files(folder) for name in emptied(file, folder)}
    if not names:
        raise TemplateError(f"the template `{template.origin}` has no fences", MEND)
    ask_for_starters(folder, template)
    return len(names)


def files(folder: Path) -> list[Path]:
    """The regular files of a folder."""
    return [each for each in folder.rglob("*") if each.is_file() and not each.is_symlink()]


def emptied(file: Path, root: Path) -> list[str]:
    """Take the solutions out of a file; return its exercises.

    Raises TemplateError where fences are not whole: what they should hold would be published.
    """
    text = file.read_bytes()
    name = file.relative_to(root).as_posix()
    is_python = name.endswith((".py", ".py.jinja"))
    if not is_python and FENCED.search(text):
        raise TemplateError(f"`{name}` has fences and is no file of Python", MEND)
    marks = set(re.findall(rb"# (?:>>>|<<<) exercise: ?([a-z0-9-]*)", text)) if is_python else ()
    if not marks:
        return []
    starter = shaped(text, "starter")
    found = regions(starter)
    for mark in sorted(each.decode() for each in marks):
        if found.get(mark, b"").strip() != to_write(mark, b"").strip():
            raise TemplateError(f"the fences of `{mark}` in `{name}` are not whole", MEND)
    file.write_bytes(starter)
    return [*found]


def ask_for_starters(folder: Path, template: Template) -> None:
    """Let its copier.yml know starters alone; of the built-in template, say what it is a copy of."""
    (file,) = (each for each in folder.glob("copier.*") if each.suffix in (".yml", ".yaml"))
    text, count = ASKED.subn(lambda _: QUESTION, file.read_text(encoding="utf-8"))
    if template.is_built_in:
        text = f"_copy_of: {NAME}\n{text}"
    file.write_text(text, encoding="utf-8")
    questions = {question.key: question for question in read(folder).questions}
    if count != 1 or questions["variant"].choices != CHOICES:
        raise MlscaffoldError("copier.yml has no question `variant` that can be replaced", MEND)
