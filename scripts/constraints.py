"""Resolve the packages of all generated projects once more, into the template's constraints.txt.

Run in a checkout: `python scripts/constraints.py`. The file has names, versions and markers only;
no address of any index is ever written.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from mlscaffold.environment import uv
from mlscaffold.render import render
from mlscaffold.templates import built_in

HEAD = "# Versions that were tested together: the union of all options, for Python 3.11 to 3.13.\n"


def main() -> None:
    """Lock a fresh project without constraints and keep what was chosen."""
    template = built_in()
    with TemporaryDirectory() as name:
        folder = Path(name, "union")
        render(template, {"project_name": "union"}, folder)
        options = ("--quiet", "--no-hashes", "--no-emit-project", "--no-annotate", "--no-header")
        lines = uv("export", *options, cwd=folder)
    versions = "".join(f"{line}\n" for line in lines.splitlines() if "==" in line)
    template.constraints.write_text(HEAD + versions, encoding="utf-8")


if __name__ == "__main__":
    main()
