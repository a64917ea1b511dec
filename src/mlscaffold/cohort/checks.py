"""What is wrong with a row of a roster."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from mlscaffold.cohort.ids import fault_of_id
from mlscaffold.cohort.sheet import ADDRESS
from mlscaffold.errors import UsageError
from mlscaffold.template.addresses import address_of, check_no_secret

RULE = "it has at most 64 letters of a-z, digits and . _ -; name the column to take it from `id`"
REMOTE = "give https://host/name.git, git@host:name.git, or a folder"
Fault = tuple[str, str]


def faults(said: Mapping[str, str], folder: Path) -> Iterator[Fault]:
    """What is wrong, each with the way out; a remote that is a path is seen from `folder`."""
    if fault := fault_of_id(said["id"]):
        shown = f"the id `{said['id']}`" if said["id"] else "the id"
        yield f"{shown} {fault}", RULE
    if said["handle"] and (fault := fault_of_id(said["handle"])):
        yield f"the handle `{said['handle']}` {fault}", "as the git host shows it"
    if said.get("email") and not re.fullmatch(ADDRESS, said["email"]):
        yield f"`{said['email']}` is no e-mail address", "correct it, or leave it empty"
    for name in ("name", "email", "section", "team"):
        yield from faults_of_text(name, said.get(name, ""))
    try:
        remote_of(said.get("remote", ""), folder)
    except UsageError as error:
        yield error.message, error.hint


def faults_of_text(name: str, text: str) -> Iterator[Fault]:
    """Text that would steer a terminal, or be reckoned by a spreadsheet."""
    if not text.isprintable():
        yield f"the {name} {text!r} has a character that cannot be printed", "take it out"
    if text[:1] in ("=", "+", "@", "-"):
        yield f"the {name} `{text}` begins like a formula", f"take the `{text[0]}` away"


def remote_of(text: str, folder: Path) -> str:
    """The address of a repository as git takes it; a folder need not be there yet.

    Raises UsageError for what git could take for an option or a program, and for one with a secret
    in it, which is not repeated.
    """
    try:
        check_no_secret(text)
    except UsageError as error:
        hint = "leave it out; git asks its credential helper"
        message = "the remote cannot be read, or has a name, a password or a token in it"
        raise UsageError(message, hint) from error
    # A folder of this machine is a path however it is written: git is given those with more care.
    place = re.fullmatch(r"(?:git\+)?file://(?:localhost)?(/.*)", text)
    text = unquote(place[1]) if place else text
    try:
        if not text.startswith(("file:", "git+file:")):
            return address_of(text, folder).url if text else ""
    except UsageError:
        if text.isprintable() and "::" not in text and Path(text).is_absolute():
            return text
    raise UsageError(f"the remote `{text}` is no address that git may be given", REMOTE)
