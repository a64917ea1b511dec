"""Addresses of templates and parts: what git may be given, and what a project may record."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from mlscaffold.errors import UsageError
from mlscaffold.names import SECRET

# Short forms that Copier has as well.
SHORT = {"gh:": "https://github.com/", "gl:": "https://gitlab.com/"}
URL = r"(?:git\+)?(https?|ssh|git|file)://(?!-).+"
SCP = r"[\w.][\w.-]*@[\w.][\w.-]*:(?!:).+"  # such as git@host:ana/template.git
EXAMPLE = "give a folder, or a git address such as https://host/name.git"


@dataclass(frozen=True)
class Address:
    """A template's address as it is recorded, and as git takes it; of a local one the path."""

    text: str
    url: str
    path: Path | None = None

    @property
    def name(self) -> str:
        """The last word of it."""
        return re.sub(r"\.(git|bundle)$", "", re.split(r"[/:\\]", self.text.rstrip("/\\"))[-1])

    @property
    def has_versions(self) -> bool:
        """Whether it is a repository, and no plain folder."""
        folder = self.path if self.path and self.path.is_dir() else None
        return not folder or any((folder / name).exists() for name in (".git", "HEAD"))


def address_of(text: str, base: Path = Path(), hint: str = EXAMPLE) -> Address:
    """The address that a text is; paths are seen from `base`. Refuses what git could misread."""
    if not text.strip() or not text.isprintable() or text.startswith("-"):
        raise UsageError(f"{text!r} is no template", hint)
    check_no_secret(text)
    long, short = SHORT.get(text[:3], ""), text[3:].removesuffix(".git")
    url = f"{long}{short}.git" if long else text
    if re.fullmatch(URL, url):
        return Address(text, url.removeprefix("git+"))
    for place in (base, Path()):
        if path := existing(place, text):
            return Address(text, str(path), path)
    if re.fullmatch(SCP, url):
        return Address(text, url)
    raise UsageError(f"there is no template `{text}`", hint)


def existing(base: Path, text: str) -> Path | None:
    """A path on this machine, if there is something."""
    try:
        path = (base / Path(text).expanduser()).resolve()
        return path if path.exists() else None
    except (OSError, RuntimeError, ValueError):
        return None


def check_no_secret(text: str) -> None:
    """Refuse, without repeating it, an address with a secret in it, which a project would record."""
    try:
        parts = urlsplit(text.removeprefix("git+"))
    except ValueError as error:
        raise UsageError("the template's address is none that can be read", EXAMPLE) from error
    user, at, _ = parts.netloc.rpartition("@")
    # For a web address a token may stand for the name.
    secret = at and (":" in user or parts.scheme in ("http", "https"))
    named = [name for name, _ in parse_qsl(parts.query) if re.search(SECRET, name)]
    if secret or named:
        what = f"`{named[0]}`" if named else "a name or password"
        message = f"the template's address has {what} in it, which the project would record"
        raise UsageError(message, "leave it out; git asks its credential helper, or ~/.netrc")
