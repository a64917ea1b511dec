"""A learner's repository elsewhere: fetched and pushed by plain git, which nothing there can steer."""

import os
import re
from pathlib import Path
from subprocess import TimeoutExpired

from mlscaffold.cohort.store import LEARNERS, Store
from mlscaffold.errors import MlscaffoldError
from mlscaffold.git.calls import call, reason
from mlscaffold.git.porcelain import config

SECONDS = 120.0  # that one repository may take
MISSING = re.compile(
    "not found|does not exist|not appear to be a git repository|no such (file|remote|device)",
    re.IGNORECASE,
)
REFUSED = re.compile(
    "could not read (username|password)|authentication failed|permission denied|error: 40[13]",
    re.IGNORECASE,
)
UNREACHED = re.compile(
    "could not resolve host|unable to access|connection|timed out", re.IGNORECASE
)
PROTECTED = re.compile(
    "protected branch|hook declined|deny updating|branch is currently checked out|GH006|not allowed to push",
    re.IGNORECASE,
)
# On a folder of this machine git would run hooks, and programs that the repository's settings name.
TAME = "git -c core.hooksPath=/dev/null -c core.fsmonitor=false -c core.alternateRefsCommand=true"
# Whatever this machine's owner does with pushes of their own.
PLAIN = ("--no-signed", "--no-follow-tags", "--recurse-submodules=no")
TOKEN, HOST, USER = "MLSCAFFOLD_TOKEN", "MLSCAFFOLD_TOKEN_HOST", "MLSCAFFOLD_TOKEN_USER"
# Git asks this shell for a name and a password; the token itself stands in no argument.
HELPER = (
    '!f() { test "$1" = get || exit 0; '
    f'echo "username=${{{USER}:-token}}"; echo "password=${TOKEN}"; }}; f'
)


class RemoteFailed(MlscaffoldError):
    """A repository could not be reached or written; `state` says in which way."""

    state = "failed"


class Moved(RemoteFailed):
    """Somebody pushed to the branch meanwhile."""


class Shallow(RemoteFailed):
    """A repository has not all of its history."""


def fetch(store: Store, learner: str, remote: str, branch: str, what: str) -> str:
    """Get a branch of a learner's repository; its commit."""
    name = f"{LEARNERS}/{learner}/{what}"
    options = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"]
    options += [f"--upload-pack={TAME} upload-pack"] if is_folder(remote) else []
    command = [*options, "--", remote, f"+refs/heads/{branch}:{name}"]
    try:
        asked(store, command, remote)
    except Shallow:
        asked(store, command, remote)  # what was cut off may be here, which git sees now
    return store.git("rev-parse", f"{name}^{{commit}}").decode().strip()


def push(
    store: Store, remote: str, commit: str, branch: str, *options: str, over: str = ""
) -> None:
    """Put a commit on a branch of a learner's repository; never over what is not `over`."""
    command = ["-c", "push.pushOption=", "push", "--quiet", "--no-verify", *PLAIN, *options]
    command += [f"--receive-pack={TAME} receive-pack"] if is_folder(remote) else []
    place = f"refs/heads/{branch}"
    # Without `over` the branch goes forward, or must not be there.
    command += [f"--force-with-lease={place}:{over}"] if over else []
    asked(store, [*command, "--", remote, f"{commit}:{place}"], remote)


def tip(store: Store, remote: str, branch: str) -> str:
    """The commit that a branch has; empty where there is none."""
    options = [f"--upload-pack={TAME} upload-pack"] if is_folder(remote) else []
    command = ["ls-remote", *options, "--", remote, f"refs/heads/{branch}"]
    return asked(store, command, remote).partition("\t")[0]


def is_folder(remote: str) -> bool:
    """Whether a repository lies on this machine."""
    return Path(remote).is_absolute()


def asked(store: Store, command: list[str], remote: str) -> str:
    """Run git on a repository elsewhere; nobody is there to type a password."""
    variables = {"GIT_DIR": str(store.folder), "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
    variables |= {"GIT_ASKPASS": "true", "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh"}
    variables |= ssh(store) | token()
    try:
        code, output, messages = call(
            command, cwd=store.folder, variables=variables, seconds=SECONDS
        )
    except TimeoutExpired as error:
        message = f"it was not done within {SECONDS:.0f} seconds"
        raise RemoteFailed(message, "see whether the host answers, then run it again") from error
    if code:
        raise failure(messages)
    if "shallow roots are not allowed" in messages:
        raise Shallow("it is a shallow clone, whose history is cut off")
    return output.decode("utf-8", "replace")


def ssh(store: Store) -> dict[str, str]:
    """An SSH that asks for no password, unless this machine has one of its own for git."""
    own = os.environ.get("GIT_SSH_COMMAND") or config("core.sshCommand", store.folder)
    return {} if own else {"GIT_SSH_COMMAND": "ssh -o BatchMode=yes"}


def token() -> dict[str, str]:
    """A helper for the token of the environment, for its own host alone; else git's own helpers."""
    if not os.environ.get(TOKEN) or not (host := os.environ.get(HOST)):
        return {}
    place = host if "://" in host else f"https://{host}"
    keys = {f"credential.{place}.helper": HELPER}
    found = {"GIT_CONFIG_COUNT": str(len(keys))}
    for number, (key, value) in enumerate(keys.items()):
        found |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return found


def failure(messages: str) -> RemoteFailed:
    """What went wrong with a repository, in git's words but for addresses, which may hold secrets."""
    said = re.sub(r"\S+://\S+", "the remote", reason(messages))
    if re.search(r"fetch first|non-fast-forward|stale info", said):
        return Moved("it has commits that are not known here", "run it again")
    error = RemoteFailed(said, "mend that, then run it again")
    if missing := re.search("couldn't find remote ref refs/heads/(\\S+)", said):
        error.message = f"it has no branch {missing[1]}: mlscaffold cohort push makes it"
    elif taken := re.search(r"'refs/heads/(\S+)' exists; cannot create", said):
        error.message = f"its branch {taken[1]} is in the way: branches of the course lie below it"
    elif PROTECTED.search(said):
        error.state = "protected branch"
    elif REFUSED.search(said):
        error.message = (
            f"no access: give git a credential helper, or set {TOKEN} and {HOST} ({said})"
        )
    elif MISSING.search(said):
        error.state = "remote missing"
    elif UNREACHED.search(said):
        error.message = f"its host cannot be reached: {said}"
    return error
