"""Parts of other people: a folder or a repository of them, added, recorded and updated."""

from pathlib import Path

import pytest

from mlscaffold.git import porcelain
from mlscaffold.template.parts import parts_of
from mlscaffold.template.render import render
from mlscaffold.template.templates import built_in
from tests.update.conftest import Run, commit
from tests.update.world import Files, Link, bytes_of, clear, git, write

BADGE = "{{ '.' if badge }}"
QUESTION = "badge: {type: bool, help: Show a badge, default: false, ask: 'no'}\n"


def badge(version: int = 1) -> Files:
    """A part with a file, a section of the README, and nothing else."""
    about = f"purpose: A badge.\nfiles: [docs/badge.md]\nshow: cat docs/badge.md # {version}\n"
    return {
        f"{BADGE}/{{# part #}}/question.yml": QUESTION,
        f"{BADGE}/{{# part #}}/EXPECT.yml": about,
        f"{BADGE}/{{# part #}}/README.md": f"\n## Badge\n\nVersion {version}, by {{{{ author }}}}.\n",
        f"{BADGE}/docs/badge.md.jinja": f"# {{{{ project_name }}}}, version {version}\n",
    }


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A repository of parts with one version."""
    folder = tmp_path / "their-parts"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    release(folder, "v1.0.0", badge())
    return folder


def release(folder: Path, version: str, files: Files) -> None:
    clear(folder)
    write(folder, files)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", version)
    git(folder, "tag", version)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "food"
    none = dict.fromkeys((p.name for p in parts_of(built_in()).values() if p.is_switch), False)
    render(built_in(), {"project_name": "food", "author": "Ana", **none}, folder)
    porcelain.begin(folder)
    porcelain.commit_all(folder, "Start", author="Ana")
    return folder


def added(run: Run, project: Path, source: object) -> None:
    result = run("add", "badge", "--parts", source, "--project", project, "-y")
    assert result.code == 0, result.err
    commit(project)


def test_added_recorded_listed_and_taken_away(run: Run, project: Path, source: Path) -> None:
    before = bytes_of(project)
    added(run, project, source)
    assert (project / "docs/badge.md").read_text() == "# food, version 1\n"
    assert "Version 1, by Ana." in (project / "README.md").read_text()
    assert f"- {source}@v1.0.0" in (project / ".copier-answers.yml").read_text()
    assert "badge" in run("parts", "--project", project).out
    assert run("diff", project).out == ""
    assert run("remove", "badge", "--project", project, "-y").code == 0
    after = bytes_of(project)
    assert {name for name in after if after[name] != before.get(name)} == {".copier-answers.yml"}


def test_the_same_as_a_project_made_with_it(
    run: Run, project: Path, source: Path, tmp_path: Path
) -> None:
    added(run, project, source)
    flags = ("--without", "all", "--with", "badge", "--parts", source, "--set", "author=Ana")
    other = tmp_path / "other" / "food"
    other.parent.mkdir()
    result = run("new", other, "-y", "--no-install", *flags)
    assert result.code == 0, result.err
    assert f"--parts {source}@v1.0.0" in result.err
    assert bytes_of(other) == bytes_of(project)


def test_an_update_brings_their_news_and_keeps_edits(run: Run, project: Path, source: Path) -> None:
    added(run, project, source)
    assert "is the newest version" in run("update", project, "-y").err
    release(source, "v1.1.0", badge(2) | {f"{BADGE}/docs/more.md": "more\n"})
    (project / "README.md").write_text("mine\n" + (project / "README.md").read_text())
    commit(project)
    assert run("update", project, "-y").code == 0
    assert (project / "docs/badge.md").read_text() == "# food, version 2\n"
    assert (project / "docs/more.md").exists()
    assert (project / "README.md").read_text().startswith("mine\n")
    assert f"- {source}@v1.1.0" in (project / ".copier-answers.yml").read_text()


def test_a_folder_and_a_version(run: Run, project: Path, source: Path, tmp_path: Path) -> None:
    release(source, "v1.1.0", badge(2))
    added(run, project, f"{source}@v1.0.0")
    assert "version 1" in (project / "docs/badge.md").read_text()
    write(
        tmp_path / "plain",
        {
            name.replace("badge", "medal"): str(text).replace("badge", "medal")
            for name, text in badge().items()
        },
    )
    assert run("add", "medal", "--parts", tmp_path / "plain", "--project", project, "-y").code == 0
    assert {"docs/badge.md", "docs/medal.md"} <= bytes_of(project).keys()


LINK = f"{BADGE}/docs/link.md"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"notes.md": "none"}, "holds no parts"),
        (badge() | {LINK: Link("/etc/hostname")}, "docs/link.md` that leads out of it"),
        (badge() | {LINK: Link("badge.md.jinja")}, "has a link `docs/link.md`"),
        (badge() | {f"{BADGE}/{{{{ '../' * 3 }}}}x": "x"}, "may lead elsewhere"),
        (badge() | {f"{BADGE}/{{{{ author }}}}/x": "x"}, "may lead elsewhere"),
        (badge() | {f"{BADGE}/{{% if 1 %}}x{{% endif %}}": "x"}, "may lead elsewhere"),
        (badge() | {f"{BADGE}/.git/hooks/x": "x"}, None),
        (badge() | {f"{BADGE}/README.md": "mine"}, "would replace `README.md`"),
        (
            badge() | {f"{BADGE}/src/{{{{ package }}}}/schema.py": "x"},
            "would replace `src/{{ package }}/schema.py`",
        ),
        (
            {f"{BADGE}/{{# part #}}/question.yml": QUESTION.replace("badge", "tracking", 1)},
            "there is a part or question `tracking` already",
        ),
        (
            {f"{BADGE}/{{# part #}}/question.yml": QUESTION.replace("badge", "_tasks", 1)},
            "is no name of a part",
        ),
    ],
)
def test_what_is_refused(
    run: Run, project: Path, tmp_path: Path, files: Files, said: str | None
) -> None:
    write(tmp_path / "theirs", files)
    before = bytes_of(project)
    result = run("add", "badge", "--parts", tmp_path / "theirs", "--project", project, "-y")
    assert result.code == 2, result.err
    assert said is None or said in result.err
    assert bytes_of(project) == before
    assert "Traceback" not in result.err


def test_nothing_of_them_runs(run: Run, project: Path, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    files = badge() | {
        f"{BADGE}/docs/badge.md.jinja": "{{ ''.__class__.__mro__ }}",
        "copier.yml": f"_tasks: ['touch {ran}']\n_jinja_extensions: [theirs.Extension]\n",
        "theirs.py": f"open({str(ran)!r}, 'w')\n",
    }
    write(tmp_path / "theirs", files)
    result = run("add", "badge", "--parts", tmp_path / "theirs", "--project", project, "-y")
    assert result.code != 0
    assert not ran.exists()
    assert "Traceback" not in result.err
