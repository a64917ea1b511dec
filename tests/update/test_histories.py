"""Random histories of a template and of a project: whatever both do, nothing the user wrote is lost.

HISTORIES=2000 .venv/bin/pytest tests/update/test_histories.py
"""

import os
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlscaffold.update.merge.plan import Plan
from tests.update.world import Files, Link, Script, World, bytes_of, clear, git, what, write

CASES = int(os.environ.get("HISTORIES", "25"))
PATHS = [
    "a.py",
    "b.py",
    "src/c.py",
    "src/d e.py",
    "src/deep/f.md",
    "data/g.bin",
    "h",
    "h/i",
    "ü.txt",
]
IGNORED = ["ignored/x.txt", ".env"]
KINDS = ["edit", "insert", "cut", "add", "delete", "rename", "mode", "binary", "link", "ends"]

# One thing that one side does: to which file, where in it, what, and to which other path.
Act = tuple[str, int, int, int]
acts = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 8), st.integers(0, 30), st.integers(0, 8)),
    min_size=2,
    max_size=12,
)


@dataclass
class Side:
    """Files of one side; every line that it writes bears its own mark."""

    name: str
    files: Files
    written: int = 0
    marks: set[bytes] = field(default_factory=set)

    def mark(self) -> str:
        self.written += 1
        mark = f"{self.name}-{self.written:03};"
        self.marks.add(mark.encode())
        return mark

    def act(self, act: Act) -> None:
        kind, which, where, other = act
        path = sorted(self.files)[which % len(self.files)] if self.files else ""
        target = PATHS[other]
        if kind == "add" and self.name == "theirs" and where % 2 == 0:
            self.files[".env"] = f"{self.mark()}\n"  # which git ignores in the project
        elif kind == "add":
            self.put(target, "".join(f"{self.mark()} new\n" for _ in range(4)))
        elif not path:
            return
        elif kind == "delete":
            del self.files[path]
        elif kind == "rename":
            self.put(target, self.files.pop(path))
        elif kind == "binary":
            self.files[path] = f"\0{self.mark()}".encode() * 9
        elif kind == "link":
            self.files[path] = Link(self.mark())
        else:
            self.change(kind, path, where)

    def put(self, path: str, content: object) -> None:
        """Add a file unless something is there, or one would be the other's folder."""
        taken = any(
            p == path or p.startswith(f"{path}/") or path.startswith(f"{p}/") for p in self.files
        )
        place = f"more/{self.name}-{self.written}.txt" if taken else path
        self.files[place] = content  # type: ignore[assignment]

    def change(self, kind: str, path: str, where: int) -> None:
        content = self.files[path]
        text = content.text if isinstance(content, Script) else content
        if not isinstance(text, str):
            return
        lines = text.splitlines(keepends=True) or ["\n"]
        place = where % len(lines)
        if kind == "edit":
            lines[place] = f"{self.mark()} edited\n"
        elif kind == "insert":
            lines.insert(place, f"{self.mark()} inserted\n")
        elif kind == "cut":
            del lines[place]
        elif kind == "ends":
            lines = [line.rstrip("\r\n") + "\r\n" for line in lines]
        changed = "".join(lines)
        runs = isinstance(content, Script) != (kind == "mode")
        self.files[path] = Script(changed) if runs else changed


def start() -> Files:
    return {path: "".join(f"{path} {n}\n" for n in range(14)) for path in PATHS[:6]}


def resolve(world: World) -> None:
    """A person's way out of every conflict: what lies there is what is meant."""
    git(world.top, "add", "--all")
    git(world.top, "commit", "--quiet", "--allow-empty", "--message", "updated")


def read_back(world: World) -> Files:
    """The project's files as the user goes on with them."""
    found: Files = {}
    for name, (kind, content) in bytes_of(world.project).items():
        if name in (*IGNORED, ".gitignore"):
            continue
        if kind == "link":
            found[name] = Link(os.fsdecode(content))
        elif b"\0" in content:
            found[name] = content
        else:
            text = content.decode()
            found[name] = Script(text) if "7" in kind else text
    return found


def evidence(world: World, merged: Plan) -> bytes:
    """Everything in the tree, in the index's conflicts, and in links."""
    stages = [entry.oid for each in merged.merged.stages.values() for entry in each.values()]
    blobs = merged.scratch.contents(stages).values() if stages else ()
    files = (content for _, content in bytes_of(world.project).values())
    return b"\n".join([*files, *blobs])


def check_one_update(world: World, user: Side) -> None:
    before = world.state()
    present = {m for m in user.marks if any(m in content for _, content in before[0].values())}
    with world.planned() as merged:
        expected = {p: (e.mode, e.oid) for p, e in merged.merged.entries.items()}
        world.apply(merged)
        found = evidence(world, merged)
        lost = {mark for mark in present if mark not in found}
        assert not lost, (lost, what(merged))
        check_preview(world, merged, expected)
        for path in IGNORED:
            assert world.read(path) == b"secret\n"
        world.abort()
        assert world.state() == before
        world.apply(merged)


def check_preview(world: World, merged: Plan, expected: dict[str, tuple[str, str]]) -> None:
    contents = merged.scratch.contents({oid for _, oid in expected.values()})
    shown = {path: (mode, contents[oid]) for path, (mode, oid) in expected.items()}
    on_disk = {
        path: ({"link": "120000"}.get(kind, "100755" if "7" in kind else "100644"), content)
        for path, (kind, content) in bytes_of(world.project).items()
        if path not in IGNORED
    }
    assert on_disk == shown


def template(side: Side) -> Files:
    return {".gitignore": "ignored/\n.env\n"} | side.files


@settings(
    max_examples=CASES, derandomize=CASES < 100,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(rounds=st.lists(st.tuples(acts, acts, st.booleans()), min_size=1, max_size=2))
def test_nothing_the_user_wrote_is_lost(rounds: list[tuple[list[Act], list[Act], bool]]) -> None:
    theirs, user = Side("theirs", start()), Side("mine", start())
    with TemporaryDirectory() as folder:
        world = World(Path(folder), template(theirs), template(theirs))
        write(world.project, dict.fromkeys(IGNORED, "secret\n"))
        for number, (theirs_acts, user_acts, committed) in enumerate(rounds):
            if number:
                user.files = read_back(world)
            for act in user_acts:
                user.act(act)
            put_files(world, user.files)
            if committed:
                world.commit()
            before = dict(theirs.files)
            for act in theirs_acts:
                theirs.act(act)
            for place, files in ((world.base, before), (world.new, theirs.files)):
                clear(place)
                write(place, template(Side("", files)))
            unchanged_by_no_change(world)
            check_one_update(world, user)
            resolve(world)


def put_files(world: World, files: Files) -> None:
    """The user's files as they are now; what git ignores stays."""
    kept = {name: world.read(name) for name in (*IGNORED, ".gitignore")}
    clear(world.project)
    write(world.project, {**files, **kept})


def unchanged_by_no_change(world: World) -> None:
    """An update to the same version is no update."""
    real, world.new = world.new, world.base
    with world.planned() as merged:
        assert merged.is_empty, what(merged)
    world.new = real
