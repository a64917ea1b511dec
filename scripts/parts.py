"""Writes docs/parts.md from what each part of the template says about itself.

.venv/bin/python scripts/parts.py
"""

from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
PROJECT = ROOT / "templates/end-to-end-project/project"
PAGE = ROOT / "docs/parts.md"
HEAD = """# Parts

A project is a core and some parts. A part is one room, with its tests, its packages and its section of
the README; what is not chosen leaves nothing behind. `scripts/parts.py` writes this page from the template.

Choose them when a project is made, or later:

```bash
mlscaffold new food-times --set notebook=no --set analysis=yes
mlscaffold update --set monitoring=yes
```

The later way merges the part into your project like any [update](updating.md): it is shown first, and
nothing you wrote is overwritten. Add a part when you are ready to explain it.
"""


def parts() -> dict[str, dict[str, Any]]:
    """Each part's question and EXPECT.yml, those that are there by default first."""
    found = {}
    for file in PROJECT.glob("*/{# part #}/EXPECT.yml"):
        (name, question), *_ = yaml.safe_load(file.with_name("question.yml").read_text()).items()
        found[name] = {"question": question} | yaml.safe_load(file.read_text())
    return dict(sorted(found.items(), key=lambda each: (not is_default(each[1]), each[0])))


def is_default(part: dict[str, Any]) -> bool:
    """Whether a project has the part unless its owner says otherwise."""
    return part["question"]["default"] is True


def page() -> str:
    """The page: a table of all parts, then a section for each."""
    rows = [
        f"| [{name}](#{name}) | {'yes' if is_default(part) else 'no'} | {part['purpose'].strip()} |"
        for name, part in parts().items()
    ]
    table = ["| part | by default | what it does |", "| --- | --- | --- |", *rows]
    return "\n".join([HEAD, *table, "", *map(section, *zip(*parts().items(), strict=True))])


def section(name: str, part: dict[str, Any]) -> str:
    """What one part adds, and the command that shows it at work."""
    lines = [f"## {name}", "", part["purpose"].strip(), ""]
    if part["question"]["type"] == "str":
        lines += [f"Its answer is no yes or no: {part['question']['help'].strip()}", ""]
    lines += [f"- files: {listed(part['files'])}"]
    lines += [f"- packages: {listed(part['packages'])}"] if part["packages"] else []
    return "\n".join([*lines, "", "```bash", part["show"].strip(), "```", ""])


def listed(names: list[str]) -> str:
    """Names as code, with commas; an empty __init__.py says nothing."""
    return ", ".join(f"`{name}`" for name in names if not name.endswith("/__init__.py"))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
