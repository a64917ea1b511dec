"""`mlscaffold parts`: what there is, what each adds, and which ones a project has."""

from __future__ import annotations

import difflib
from dataclasses import asdict, dataclass
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


@dataclass(frozen=True)
class Place:
    """A project's template and answers; outside of a project, those of the sample's."""

    template: Template
    version: str
    answers: dict[str, Any]
    is_project: bool


def place_of(folder: Path, temporary: Path) -> Place:
    """Where parts are asked about."""
    if not any(folder.glob(".copier-answers*.y*ml")):
        template = built_in()
        return Place(template, template.version, SAMPLE, False)
    before = recorded.read(folder)
    origin = origin_of(before.address, folder)
    template = template_of(origin, before.version, temporary / "template", before.others)
    return Place(template, before.version, before.answers, True)


def catalogue(folder: Path) -> Facts:
    """Every part as plain data."""
    with TemporaryDirectory(prefix="mlscaffold-") as name:
        place = place_of(folder, Path(name))
        parts = [described(each, place) for each in parts_of(place.template).values()]
    return {"template": place.template.name, "version": place.version, "parts": parts}


def described(part: Part, place: Place) -> Facts:
    """One part: what for, and what it costs."""
    same = ("name", "fulfils", "needs", "lines", "packages", "megabytes", "seconds", "show")
    return {name: getattr(part, name) for name in same} | {
        "purpose": part.purpose or part.question.help,
        "usual": part.is_usual,
        "here": part.is_in(place.answers) if place.is_project else None,
        "files": len(part.files),
    }


def one_part(folder: Path, name: str) -> Facts:
    """A part with its section of the README and its files, as this project would get them."""
    with TemporaryDirectory(prefix="mlscaffold-") as temporary:
        place = place_of(folder, Path(temporary))
        parts = parts_of(place.template)
        (key,) = chosen(parts, [name])
        usual = dict.fromkeys(with_needs(parts, parts[key].needs), True)
        answers = place.answers | usual
        sides = {True: Path(temporary, "with"), False: Path(temporary, "without")}
        for has, side in sides.items():
            value: Any = has if parts[key].is_switch else (has and "https://host/mlscaffold.whl")
            render(place.template, answers | {key: value or ""}, side / "project")
        before, after = (listing(sides[has] / "project") for has in (False, True))
        known = {each.path for each in before}
        return described(parts[key], place) | {
            "readme": gained(*(sides[has] / "project/README.md" for has in (False, True))),
            "tree": [asdict(each) for each in after if each.path not in known],
        }


def gained(before: Path, after: Path) -> str:
    """The sections that a README has more than another."""
    old, new = (file.read_text(encoding="utf-8").splitlines() for file in (before, after))
    found = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    blocks = (
        "\n".join(new[start:end]).strip() for what, _, _, start, end in found if what != "equal"
    )
    return "\n\n".join(block for block in blocks if "## " in block)


def all_as_text(found: Facts) -> str:
    """Every part in two or three lines."""
    parts, width = found["parts"], columns() - 1
    here = [each["name"] for each in parts if each["here"]]
    is_project = any(each["here"] is not None for each in parts)
    head = f"Parts of {found['template']} {found['version']}"
    has = f"; this project has {len(here)} of {len(parts)} (✓)" if is_project else ""
    usual = "" if is_project else "; a new project has those marked ✓ unless you say otherwise"
    lines = [*wrapped(head + has + usual, width), ""]
    for each in parts:
        mark = "✓" if each["name"] in here or (not is_project and each["usual"]) else " "
        lines.append(clipped(f"{mark} {each['name']:<16} {costs(each)}", width))
        lines += [f"    {line}" for line in wrapped(about(each), width - 4)]
    verbs = ("new --with PART", "add PART, mlscaffold remove PART")
    return "\n".join(
        [*lines, "", f"More about one: mlscaffold parts PART. Then: mlscaffold {verbs[is_project]}"]
    )


def costs(part: Facts) -> str:
    """What a part costs, in one line."""
    size = f" ({part['megabytes']:g} MB)" if part["megabytes"] else ""
    packages = f"{', '.join(part['packages'])}{size}" if part["packages"] else ""
    seconds = f"runs {part['seconds']:g} s" if part["seconds"] else ""
    files = f"{part['files']} file{'s' * (part['files'] != 1)}"
    said = [files, f"{part['lines']} lines" * bool(part["lines"]), seconds, packages]
    return " · ".join(each for each in said if each)


def about(part: Facts) -> str:
    """What a part is for, which recommendations it follows, and what it needs."""
    rows = f" ({', '.join(part['fulfils'])})" if part["fulfils"] else ""
    needs = f" Needs {', '.join(part['needs'])}." if part["needs"] else ""
    return f"{part['purpose']}{rows}{needs}"


def one_as_text(part: Facts) -> str:
    """One part: what it is for, its files, its section of the README."""
    width = columns() - 1
    files = tree([Listed(**each) for each in part["tree"]], width)
    head = [f"{part['name']}: {costs(part)}", *wrapped(about(part), width)]
    readme = ["", "In the README:", "", part["readme"]] if part["readme"] else []
    show = ["", f"To see it work: {part['show']}"] if part["show"] else []
    return "\n".join([*head, "", "Files:", *files, *readme, *show])
