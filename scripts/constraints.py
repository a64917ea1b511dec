"""Resolve the packages of all generated projects once more, into the template's constraints.txt.

Run in a checkout: `python scripts/constraints.py`; with `--keep`, versions that are in the file stay
and only new packages are added. The file has names, versions and markers only; no address of any
index is ever written.
"""

import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mlscaffold.project.environment import lock, uv
from mlscaffold.template.questions import read
from mlscaffold.template.render import render
from mlscaffold.template.templates import Template, built_in

HEAD = "# Versions that were tested together: the union of all options, for Python 3.11 to 3.13.\n"


def union(template: Template) -> dict[str, Any]:
    """Answers of the project that has the packages of all others: every part, the widest source."""
    questions = read(template.folder).questions
    parts = {question.key: True for question in questions if question.type == "bool"}
    return {"project_name": "union", "source_kind": "postgres", "reader": "excel"} | parts


def main() -> None:
    """Lock a fresh project, without constraints unless they shall stay; keep what was chosen."""
    template = built_in()
    with TemporaryDirectory() as name:
        folder = Path(name, "union")
        render(template, union(template), folder)
        if "--keep" in sys.argv:
            lock(folder, template.constraints)
        options = ("--quiet", "--no-hashes", "--no-emit-project", "--no-annotate", "--no-header")
        lines = uv("export", *options, cwd=folder)
    # A constraint is about a package, whichever extras are wanted with it.
    lines = re.sub(r"\[[^]]*\]==", "==", lines)
    versions = "".join(f"{line}\n" for line in lines.splitlines() if "==" in line)
    template.constraints.write_text(HEAD + versions, encoding="utf-8")


if __name__ == "__main__":
    main()
