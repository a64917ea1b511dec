"""Runs a GitHub workflow's jobs as its machine would: a clean clone, then one step after the other.

Understood are `run` steps, `if`, `env` and the expressions that our workflows use; anything else
is refused, so that no step is passed over in silence.
"""

import json
import os
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from uv import find_uv_bin

from tests.update.world import git

# What an action does here: the clone is made already, and uv is on the PATH.
CHECKOUT = "actions/checkout"
DONE_BEFORE = {CHECKOUT, "astral-sh/setup-uv"}
# Stands for GitHub's own command line: keeps what it is asked, and knows the issue that it opened.
GH = """#!/usr/bin/env python3
import json, os, sys
arguments = sys.argv[1:]
file = open(os.environ["GH_CALLS"], "a+")
file.seek(0)
if arguments[:2] == ["issue", "list"] and '["issue", "create"' in file.read():
    print(7)
body = open(arguments[arguments.index("--body-file") + 1]).read() if "--body-file" in arguments else ""
print(json.dumps({"arguments": arguments, "body": body}), file=file)
"""


@dataclass
class GitHub:
    """The stand-in for `gh`, in a folder for the PATH."""

    folder: Path

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True)
        (self.folder / "gh").write_text(GH)
        (self.folder / "gh").chmod(0o755)

    @property
    def variables(self) -> dict[str, str]:
        """What a machine must know of it."""
        return {"PATH": str(self.folder), "GH_CALLS": str(self.folder / "calls")}

    def asked(self, *words: str) -> list[dict[str, Any]]:
        """The calls that begin with these words: their arguments, and the text they gave."""
        file = self.folder / "calls"
        calls = map(json.loads, file.read_text().splitlines()) if file.exists() else ()
        return [call for call in calls if call["arguments"][: len(words)] == list(words)]


@dataclass
class Machine:
    """A machine that clones `address` for each job."""

    address: str
    folder: Path
    variables: dict[str, str] = field(default_factory=dict)
    github: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    jobs: int = 0

    def run(self, workflow: Path | str) -> list[str]:
        """Run every job; the steps that were run, by their names or first words.

        Raises AssertionError when a step fails, after those that run `always()`.
        """
        text = workflow.read_text("utf-8") if isinstance(workflow, Path) else workflow
        # BaseLoader: `on` stays a word, and versions stay text.
        jobs = yaml.load(text, yaml.BaseLoader)["jobs"]
        return [name for job in jobs.values() for name in self.job(job)]

    def job(self, job: dict[str, Any]) -> list[str]:
        """One job in a clone of its own."""
        self.jobs += 1
        temporary = self.folder / f"job-{self.jobs}"
        temporary.mkdir(parents=True)
        clone = self.clone(job, temporary)
        variables = self.environment(temporary)
        done, failure = [], ""
        for step in job["steps"]:
            context = self.context(variables, failed=bool(failure))
            if not wanted(step.get("if", "success()"), context):
                continue
            if "uses" in step:
                assert step["uses"].partition("@")[0] in DONE_BEFORE, step["uses"]
                continue
            done.append(step.get("name", step["run"].split("\n")[0]))
            own = {name: expanded(value, context) for name, value in step.get("env", {}).items()}
            failure = call(expanded(step["run"], context), clone, variables | own) or failure
            variables |= written(temporary / "env")
        assert not failure, failure
        return done

    def clone(self, job: dict[str, Any], temporary: Path) -> Path:
        """The clone that the job's checkout would make: one commit, unless it asks for more."""
        checkout = next(step for step in job["steps"] if CHECKOUT in step.get("uses", ""))
        asked = checkout.get("with", {})
        depth = [] if asked.get("fetch-depth") == "0" else ["--depth=1", "--no-tags"]
        address = self.address if "://" in self.address else f"file://{self.address}"
        git(temporary, "clone", "--quiet", *depth, address, "clone")
        ref = self.github.get("ref", "")
        if ref.startswith("refs/tags/") and "ref" not in asked:
            git(temporary / "clone", "fetch", "--quiet", "--depth=1", "origin", ref)
            git(temporary / "clone", "checkout", "--quiet", "FETCH_HEAD")
        return temporary / "clone"

    def environment(self, temporary: Path) -> dict[str, str]:
        """The variables of a job's machine."""
        (temporary / "env").touch()
        path = [*self.variables.get("PATH", "").split(os.pathsep), str(Path(find_uv_bin()).parent)]
        inherited = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "GH_TOKEN")}
        given = {k: v for k, v in self.variables.items() if k != "PATH"}
        return inherited | {
            "CI": "true",
            "PATH": os.pathsep.join([*filter(None, path), os.environ["PATH"]]),
            "RUNNER_TEMP": str(temporary),
            "GITHUB_ENV": str(temporary / "env"),
            "GITHUB_STEP_SUMMARY": str(temporary / "summary"),
            **given,
        }

    def context(self, variables: dict[str, str], *, failed: bool) -> dict[str, Any]:
        """What expressions may name."""
        github = {"ref": "refs/heads/main", "token": "of-the-workflow", "event_name": "push"}
        return {
            "env": variables,
            "github": github | self.github,
            "secrets": self.secrets,
            "inputs": {},
            "failed": failed,
        }


def call(script: str, clone: Path, variables: dict[str, str]) -> str:
    """Run a step; what it said when it failed."""
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    done = subprocess.run(command, cwd=clone, env=variables, capture_output=True, text=True)
    return f"{script}\n{done.stdout[-3000:]}{done.stderr[-3000:]}" if done.returncode else ""


def written(file: Path) -> dict[str, str]:
    """The variables that steps have set for those after them."""
    pairs = (line.partition("=") for line in file.read_text().splitlines())
    return {name: value for name, _, value in pairs}


def wanted(condition: str, context: dict[str, Any]) -> bool:
    """Whether a step is run; after a failure only where its condition says so."""
    asks = re.search(r"\b(always|failure|success)\(\)", condition)
    text = condition if asks else f"success() && {condition}"
    return bool(value(text.removeprefix("${{").removesuffix("}}"), context))


def expanded(text: str, context: dict[str, Any]) -> str:
    """A text with its expressions worked out."""
    return re.sub(r"\$\{\{(.*?)\}\}", lambda found: str(value(found[1], context)), text)


def value(text: str, context: dict[str, Any]) -> Any:
    """What an expression of names, texts, `||`, `&&`, `==` and `!=` is."""
    text = text.strip()
    if "||" in text:
        left, _, right = text.partition("||")
        return value(left, context) or value(right, context)
    if "&&" in text:
        left, _, right = text.partition("&&")
        return value(left, context) and value(right, context)
    if found := re.fullmatch(r"(.+?)\s*([!=])=\s*(.+)", text):
        return (value(found[1], context) == value(found[3], context)) == (found[2] == "=")
    if text in ("always()", "success()", "failure()"):
        return {"always()": True, "failure()": context["failed"]}.get(text, not context["failed"])
    if re.fullmatch(r"'[^']*'", text):
        return text[1:-1]
    assert re.fullmatch(r"[\w-]+(\.[\w-]+)*", text), f"not understood: {text}"
    found_value: Any = context
    for name in text.split("."):
        found_value = found_value.get(name, "") if isinstance(found_value, dict) else ""
    return found_value
