"""Git as a child process: without the settings of this machine that are for the user's own commands."""

import os
import re
from collections.abc import Iterable
from pathlib import Path

from mlscaffold.errors import MlscaffoldError, UsageError
from mlscaffold.process import run_bytes

# Hooks, monitors and checks of line ends are for the user's own commands.
SETTINGS = {
    "core.hooksPath": "/dev/null",
    "core.fsmonitor": "false",
    "core.safecrlf": "false",
    "core.sparseCheckout": "false",
    "advice.addEmbeddedRepo": "false",
    "init.templateDir": "",
    "commit.gpgSign": "false",
}
QUIET = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
# The same for gits that others start.
QUIETLY = {"GIT_CONFIG_COUNT": str(len(SETTINGS))} | {
    f"GIT_CONFIG_{part}_{number}": text
    for number, pair in enumerate(SETTINGS.items())
    for part, text in zip(("KEY", "VALUE"), pair, strict=True)
}
VARIABLES = {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_LITERAL_PATHSPECS": "1"}
USUAL = "Cloning into|hint:|warning:|Please make sure you have|and the repository exists"
IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "mlscaffold"), ("EMAIL", "mlscaffold@localhost"))
}


class GitError(MlscaffoldError):
    """A git command failed; `reason` is what git said."""

    reason = ""


def call(
    arguments: Iterable[str],
    *,
    cwd: Path,
    variables: dict[str, str] | None = None,
    stdin: bytes = b"",
    seconds: float | None = None,
) -> tuple[int, bytes, str]:
    """Run git; its exit code, output and messages."""
    command, variables = ["git", *QUIET, *arguments], VARIABLES | (variables or {})
    try:
        return run_bytes(command, cwd=cwd, stdin=stdin, seconds=seconds, **variables)
    except FileNotFoundError as error:
        raise UsageError("git was not found on PATH", "install git 2.38 or newer") from error


def demand(
    arguments: list[str], *, cwd: Path, variables: dict[str, str] | None = None, stdin: bytes = b""
) -> bytes:
    """Run git where it must succeed; its output."""
    code, output, messages = call(arguments, cwd=cwd, variables=variables, stdin=stdin)
    if code:
        verb = next(each for each in arguments if each != "-c" and "=" not in each)
        error = GitError(f"`git {verb}` failed in {cwd}: {reason(messages)}")
        error.reason = reason(messages)
        raise error
    return output


def reason(messages: str) -> str:
    """Why git failed: all that it says, but for what it always says."""
    lines = [re.sub(r"^(fatal|error|remote): ", "", each.strip()) for each in messages.splitlines()]
    told = [each for each in lines if each and not re.match(USUAL, each)]
    return "; ".join(told)[:500] or "it does not say why"


def ended(words: Iterable[str]) -> bytes:
    """Words for an input that is read up to NULs."""
    return b"".join(os.fsencode(each) + b"\0" for each in words)


def fields(output: bytes) -> list[str]:
    """Parts of an output that end with NUL."""
    return os.fsdecode(output).split("\0")[:-1]
