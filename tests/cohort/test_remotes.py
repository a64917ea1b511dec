"""Repositories on a git server: a password that stands nowhere, branches that are protected, a host that hangs."""

import os
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from mlscaffold.cohort import deliver, remotes, roster
from mlscaffold.cohort.course import Course
from mlscaffold.cohort.generate import push
from mlscaffold.cohort.report import Row
from mlscaffold.cohort.store import store_of
from mlscaffold.cohort.update import report
from tests.cohort.world import QUIET, WAYS, Clone, course_in, run
from tests.git_server import PASSWORD, USER, git_server
from tests.update.world import git


@contextmanager
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ids: list[str]) -> Iterator[Course]:
    """A course whose repositories lie on a server that asks for a password."""
    with git_server(tmp_path / "remotes") as address:
        host = address.rpartition("@")[2]
        monkeypatch.setenv(remotes.TOKEN, PASSWORD)
        monkeypatch.setenv(remotes.USER, USER)
        monkeypatch.setenv(remotes.HOST, f"http://{host}")
        found = course_in(tmp_path, ids)
        rows = [f"{each},http://{host}/{each}.git" for each in ids]
        found.roster.write_text("\n".join(["id,remote", *rows]) + "\n")
        yield found


def test_a_course_of_three_weeks_on_a_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fix comes in the second week into work that is half done."""
    with served(tmp_path, monkeypatch, ["ana", "bob", "eve", "zoe"]) as found:
        for each, way in {"ana": "done", "bob": "partial", "eve": "unfenced"}.items():
            clone = Clone(tmp_path, tmp_path / f"remotes/{each}.git")
            WAYS[way][0](clone)
            clone.save()
        for version, states in {
            "1.1.0": ["exercise changed", "clean", "conflict", "clean"],
            "1.2.0": ["clean", "clean", "conflict", "clean"],
        }.items():
            rows = run(found, version)
            assert [row.state for row in rows.values()] == states, rows
            for each in rows.keys() - {"eve"}:  # whose conflict waits for her
                remote = tmp_path / f"remotes/{each}.git"
                git(remote, "update-ref", "refs/heads/main", f"course/{version}-week-2")
        later = replace(found, version="1.2.0", week=2)
        last = report(later, roster.read(found.roster), QUIET)
        assert [row.version for row in last] == ["1.2.0", "1.2.0", "1.0.0", "1.2.0"]
        assert [row.written for row in last] == [("clean", "count"), ("clean",), (), ()]
        for file in found.state.rglob("*"):
            assert not file.is_file() or PASSWORD.encode() not in file.read_bytes(), file


def test_a_password_that_is_wrong_is_one_line_and_shown_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(tmp_path, monkeypatch, ["ana"]) as found:
        monkeypatch.setenv(remotes.TOKEN, "wrong-" + PASSWORD)
        row = run(found, "1.1.0")["ana"]
        assert row.state == "failed"
        assert "no access" in row.detail
        assert PASSWORD not in row.detail
        assert "\n" not in row.detail


def test_the_token_goes_to_its_own_host_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(tmp_path, monkeypatch, ["ana"]) as found:
        monkeypatch.setenv(remotes.HOST, "git.school.example")
        assert "no access" in run(found, "1.1.0")["ana"].detail


def test_a_branch_that_is_protected_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(tmp_path, monkeypatch, ["ana", "bob"]) as found:
        hook = tmp_path / "remotes/ana.git/hooks/pre-receive"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\necho 'GH006: Protected branch update failed' >&2\nexit 1\n")
        hook.chmod(0o755)
        rows = run(replace(found, delivery="push"), "1.1.0")
        assert {each: row.state for each, row in rows.items()} == {
            "ana": "protected branch",
            "bob": "clean",
        }


def test_work_that_came_meanwhile_is_merged_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = replace(course_in(tmp_path, ["ana"]), delivery="push")
    remote, pushed = tmp_path / "remotes/ana.git", []
    clone = Clone(tmp_path, remote)
    plain = remotes.push

    def late(*given: object, **more: str) -> None:
        if not pushed:
            pushed.append(1)
            WAYS["partial"][0](clone)
            clone.save()
        plain(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(deliver.remotes, "push", late)
    assert run(found, "1.1.0")["ana"].state == "clean"
    git(clone.folder, "pull", "--quiet", "--ff-only")
    assert "# partial" in (clone.folder / "src/tidy.py").read_text()
    assert "LIMIT = 12" in (clone.folder / "src/tidy.py").read_text()


def test_a_host_that_hangs_holds_up_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remotes, "SECONDS", 8.0)
    found = course_in(tmp_path, ["ana", "bob"])
    with socket.create_server(("127.0.0.1", 0)) as server:
        accepted: list[socket.socket] = []
        thread = threading.Thread(target=lambda: accepted.append(server.accept()[0]), daemon=True)
        thread.start()
        port = server.getsockname()[1]
        text = f"id,remote\nana,http://127.0.0.1:{port}/ana.git\nbob,{tmp_path}/remotes/bob.git\n"
        found.roster.write_text(text)
        rows = run(found, "1.1.0")
    assert {each: row.state for each, row in rows.items()} == {"ana": "failed", "bob": "clean"}
    assert "8 seconds" in rows["ana"].detail


def test_a_pull_request_is_opened_by_the_hosts_own_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = replace(course_in(tmp_path, ["ana"]), delivery="pull-request")
    said = tmp_path / "said"
    program = tmp_path / "bin/gh"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {said}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    row = run(found, "1.1.0")["ana"]
    assert row.state == "clean"
    assert said.read_text().split("\n")[:3] == [
        "pr",
        "create",
        f"--repo={tmp_path}/remotes/ana.git",
    ]
    program.write_text("#!/bin/sh\necho 'no token' >&2; exit 1\n")
    row = run(found, "1.2.0")["ana"]
    assert (row.state, row.detail) == (
        "failed",
        "the branch is pushed, but no pull request is open: no token",
    )


def test_gitlab_is_asked_with_the_push(tmp_path: Path) -> None:
    found = course_in(tmp_path, ["ana"])
    asked = deliver.merge_request(found, "https://gitlab.school.example/ana/project.git")
    assert asked[0] == "--push-option=merge_request.create"
    assert deliver.merge_request(found, "git@github.com:ana/project.git") == []


@pytest.mark.parametrize(
    ("said", "state"),
    [
        (
            "remote: Repository not found.\nfatal: repository 'https://x/y/' not found",
            "remote missing",
        ),
        ("fatal: '/x.git' does not appear to be a git repository", "remote missing"),
        ("ssh: Could not resolve host: x", "failed"),
        (
            "remote: GitLab: You are not allowed to push code to protected branches",
            "protected branch",
        ),
        ("! [remote rejected] main -> main (pre-receive hook declined)", "protected branch"),
        ("fatal: the disk is full", "failed"),
    ],
)
def test_what_git_says_is_one_of_our_states(said: str, state: str) -> None:
    assert remotes.failure(said).state == state


def test_addresses_in_what_git_says_are_not_repeated() -> None:
    said = remotes.failure("fatal: Authentication failed for 'https://ana:s3cret@host/x.git/'")
    assert "s3cret" not in said.message


def test_a_program_cannot_stand_in_for_an_address(tmp_path: Path) -> None:
    found, ran = course_in(tmp_path, ["ana"]), tmp_path / "ran"
    for remote in (f"ext::sh -c touch% {ran}", f"--upload-pack=touch {ran}"):
        learner = replace(roster.read(found.roster)[0], remote=remote)
        rows: list[Row] = push(found, [learner], QUIET)
        assert rows[0].state in ("failed", "remote missing")
        assert not ran.exists()


def test_git_asks_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(remotes.TOKEN, raising=False)
    with git_server(tmp_path / "remotes") as address:
        found = course_in(tmp_path, ["ana"])
        host = address.rpartition("@")[2]
        found.roster.write_text(f"id,remote\nana,http://{host}/ana.git\n")
        assert "no access" in run(found, "1.1.0")["ana"].detail


def test_ssh_asks_nobody_and_may_be_the_machines_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GIT_SSH_COMMAND", raising=False)
    store = store_of(tmp_path, "x")
    assert remotes.ssh(store) == {"GIT_SSH_COMMAND": "ssh -o BatchMode=yes"}
    git(store.folder, "config", "core.sshCommand", "ssh -i key")
    assert remotes.ssh(store) == {}


def test_the_helper_of_the_token_is_a_program_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(remotes.TOKEN, "s3cret")
    monkeypatch.setenv(remotes.HOST, "github.com")
    monkeypatch.delenv(remotes.USER, raising=False)
    variables = remotes.token()
    assert "s3cret" not in str(variables)
    command = f"{variables['GIT_CONFIG_VALUE_0'].removeprefix('!')} get"
    shown = subprocess.run(["sh", "-c", command], capture_output=True, text=True)
    assert shown.stdout == "username=token\npassword=s3cret\n"
