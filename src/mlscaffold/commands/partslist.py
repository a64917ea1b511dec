"""The parts as `mlscaffold parts` shows them: what each adds, and which ones a project has."""

import re
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mlscaffold.template import recorded
from mlscaffold.template.listing import Listed, listing, tree
from mlscaffold.template.origins import origin_of
from mlscaffold.template.parts import Part, chosen, parts_of, with_needs
from mlscaffold.template.render import render
from mlscaffold.template.templates import Template, built_in
from mlscaffold.text import clipped, columns, wrapped
from mlscaffold.update.versions import template_of

Facts = dict[str, Any]
SAMPLE = {"project_name": "example"}


def place_of(folder: Path, temporary: Path) -> tuple[Template, str, Facts | None]:
    """A project's template, version and answers; outside of one what is built in, and no answers."""
    if not any(folder.glob(".copier-answers*.y*ml")):
        return built_in(), built_in().version, None
    before = recorded.read(folder)
    origin = origin_of(before.address, folder)
    template = template_of(origin, before.version, temporary / "template", before.others)
    return template, before.version, before.answers


def catalogue(folder: Path) -> Facts:
    """Every part as plain data."""
    with TemporaryDirectory(prefix="mlscaffold-") as name:
        template, version, answers = place_of(folder, Path(name))
        parts = [described(each, answers) for each in parts_of(template).values()]
    return {"template": template.name, "version": version, "parts": parts}


def described(part: Part, answers: Facts | None) -> Facts:
    """One part: what for, what it costs, and whether a project of these answers has it."""
    same = ("name", "fulfils", "needs", "lines", "packages", "megabytes", "seconds", "show")
    return {name: getattr(part, name) for name in same} | {
        "purpose": part.purpose or part.question.help,
        "usual": part.is_usual,
        "here": None if answers is None else part.is_in(answers),
        "files": len(part.files),
    }


def one_part(folder: Path, name: str) -> Facts:
    """A part with its section of the README and its files, as this project would get them."""
    with TemporaryDirectory(prefix="mlscaffold-") as temporary:
        template, _, own = place_of(folder, Path(temporary))
        parts = parts_of(template)
        (key,) = chosen(parts, [name])
        answers = (own or SAMPLE) | dict.fromkeys(with_needs(parts, parts[key].needs), True)
        without, with_it = (Path(temporary, side, "project") for side in ("without", "with"))
        no, yes = (False, True) if parts[key].is_switch else ("", "https://host/mlscaffold.whl")
        render(template, answers | {key: no}, without)
        render(template, answers | {key: yes}, with_it)
        known = {each.path for each in listing(without)}
        before, after = sections(without / "README.md"), sections(with_it / "README.md")
        return described(parts[key], own) | {
            "readme": "\n\n".join(after[head] for head in after if head not in before),
            "tree": [asdict(each) for each in listing(with_it) if each.path not in known],
        }


def sections(file: Path) -> dict[str, str]:
    """The sections of a README by their headings."""
    texts = re.split(r"^(?=##+ )", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {text.partition("\n")[0]: text.strip() for text in texts}


def all_as_text(found: Facts) -> str:
    """Every part in two or three lines."""
    parts, width = found["parts"], columns() - 1
    is_project = any(each["here"] is not None for each in parts)
    marked = [each["name"] for each in parts if each["here" if is_project else "usual"]]
    head = f"Parts of {found['template']} {found['version']}; "
    if is_project:
        head += f"this project has {len(marked)} of {len(parts)} (✓)"
    else:
        head += "a new project has those marked ✓ unless you say otherwise"
    lines = [*wrapped(head, width), ""]
    for each in parts:
        mark = "✓" if each["name"] in marked else " "
        lines.append(clipped(f"{mark} {each['name']:<16} {costs(each)}", width))
        lines += [f"    {line}" for line in wrapped(about(each), width - 4)]
    verbs = "add PART, mlscaffold remove PART" if is_project else "new --with PART"
    more = f"More about one: mlscaffold parts PART. Then: mlscaffold {verbs}"
    return "\n".join([*lines, "", more])


def costs(part: Facts) -> str:
    """What a part costs, in one line."""
    said = [f"{part['files']} file{'s' * (part['files'] != 1)}"]
    said += [f"{part['lines']} lines"] * bool(part["lines"])
    said += [f"runs {part['seconds']:g} s"] * bool(part["seconds"])
    size = f" ({part['megabytes']:g} MB)" if part["megabytes"] else ""
    said += [", ".join(part["packages"]) + size] * bool(part["packages"])
    return " · ".join(said)


def about(part: Facts) -> str:
    """What a part is for, which recommendations it follows, and what it needs."""
    rows = f" ({', '.join(part['fulfils'])})" if part["fulfils"] else ""
    needs = f" Needs {', '.join(part['needs'])}." if part["needs"] else ""
    return f"{part['purpose']}{rows}{needs}"


def one_as_text(part: Facts) -> str:
    """One part: what it is for, its files, its section of the README."""
    width = columns() - 1
    files = tree([Listed(**each) for each in part["tree"]], width)
    lines = [f"{part['name']}: {costs(part)}", *wrapped(about(part), width), "", "Files:", *files]
    lines += ["", "In the README:", "", part["readme"]] if part["readme"] else []
    lines += ["", f"To see it work: {part['show']}"] if part["show"] else []
    return "\n".join(lines)
