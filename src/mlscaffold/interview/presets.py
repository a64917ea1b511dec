"""Presets: what is settled and what is proposed for many projects, such as those of a course."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from mlscaffold.errors import UsageError
from mlscaffold.interview.config import checked, config_folder, content_of, in_words, parsed
from mlscaffold.interview.flags import Flags
from mlscaffold.names import did_you_mean
from mlscaffold.project.place import shown_from_here
from mlscaffold.text import clipped

ENTRIES = dict.fromkeys(("title", "by", "template", "version", "data", "target"), "text")
ENTRIES |= {"hidden": "list of questions", "parts": "list of parts"}
ENTRIES |= {"answers": "table", "locked": "table"}
# Flags that a preset may settle, and what it calls them.
SETTLED = {"data": ("--data", "data"), "target": ("--target", "target")}
SETTLED |= {"source": ("--template", "template"), "ref": ("--ref", "version")}
LARGEST = 1_000_000  # bytes
WIDEST = 78  # cells of a line
PATIENCE = 30  # seconds that a server may be silent


@dataclass(frozen=True)
class Preset:
    """What a file says about many projects; `file` is that file, or its address with a checksum.

    Answers are proposed; locked ones, data, target, template and version are settled. Among both
    may be `parts`, a list.
    """

    file: str = ""
    title: str = ""
    by: str = ""
    template: str = ""
    version: str = ""
    data: str = ""
    target: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    locked: dict[str, Any] = field(default_factory=dict)
    hidden: Sequence[str] = ()

    def settled(self, flags: Flags) -> dict[str, Any]:
        """What it settles of flags, or what they say. Raises UsageError when both do."""
        for flag, names in {"--with": flags.wanted, "--without": flags.unwanted}.items():
            if names and "parts" in self.locked:
                raise self.refusal("parts", flag, ", ".join(self.locked["parts"]) or "none")
        found = {}
        for key, (flag, name) in SETTLED.items():
            said, own = getattr(flags, key), getattr(self, name)
            if own and said not in (None, own):
                raise self.refusal(name, flag, own)
            found[key] = own or said
        return found

    def refusal(self, name: str, flag: str, own: Any) -> UsageError:
        """Why a flag is not taken."""
        message = f"`{name}` is settled by `{self.file}`; {flag} changes it"
        return UsageError(message, f"leave it out: the preset has {name} = {own}")

    @property
    def told(self) -> str:
        """What is settled and by whom, a line for each; empty when nothing is."""
        found: dict[str, Any] = {"template": self.template, "version": self.version}
        found |= {"data": shown_from_here(self.data), "target": self.target}
        found = {key: value for key, value in found.items() if value} | self.locked
        if "parts" in found:
            found["parts"] = ", ".join(found["parts"]) or "none"
        said = (f"  {key}: {' '.join(in_words(value).split())}" for key, value in found.items())
        lines = [clipped(line, WIDEST) for line in said]
        whose = f"{self.title or self.file}{f', by {self.by}' if self.by else ''}"
        return "\n".join([f"Settled for you ({whose}):", *lines]) if lines else self.title


def load_preset(name: str) -> Preset:
    """The preset in a file, at a web address, or of that name in the config folder."""
    if re.match(r"https?://", name):
        return preset_of(*fetched(name))
    file = find(name)
    return preset_of(str(file), content_of(file))


def preset_of(file: str, content: dict[str, Any]) -> Preset:
    """What a preset says; refused where it says what nobody would read."""
    said: dict[str, Any] = {"template": "", "data": "", "answers": {}, "locked": {}}
    said |= checked(file, content, ENTRIES)
    if both := said["answers"].keys() & said["locked"].keys():
        raise UsageError(f"`{file}`: `{min(both)}` is in [answers] and in [locked]", "keep one")
    if "parts" in said:
        said["answers"]["parts"] = said.pop("parts")
    for answers in (said["answers"], said["locked"]):
        checked(file, {"parts": answers.get("parts", [])}, ENTRIES)
    said["data"] = beside(file, said["data"])
    if said["template"].startswith(("./", "../")):
        said["template"] = beside(file, said["template"])
    return Preset(file, **said)


def beside(file: str, place: str) -> str:
    """A path as it is seen from the preset; addresses as they are."""
    if not place or re.match(r"[A-Za-z][\w+.-]+://", place):
        return place
    if re.match(r"https?://", file):
        return urljoin(urldefrag(file).url, place)
    return str((Path(file).parent / Path(place).expanduser()).resolve())


def fetched(address: str) -> tuple[str, dict[str, Any]]:
    """The address with the checksum of what came, and the content. Raises UsageError."""
    from mlscaffold.table.web import opener, why

    url, fragment = urldefrag(address)
    try:
        with opener(urlsplit(url).hostname or "").open(url, timeout=PATIENCE) as response:
            raw = response.read(LARGEST)
    except (OSError, HTTPException, ValueError) as error:
        hint = "check the address and the network, or give a file to --preset"
        raise UsageError(f"`{url}` cannot be fetched: {why(error)}", hint) from error
    checksum = f"sha256={hashlib.sha256(raw).hexdigest()}"
    if fragment not in ("", checksum):
        hint = "ask whoever gave you the address, and take the new one"
        raise UsageError(f"`{url}` is not what it was: its checksum is {checksum}", hint)
    return f"{url}#{checksum}", parsed(url, raw)


def find(name: str) -> Path:
    """Where a preset lies: a path, or a name in the config folder."""
    if not name.strip() or not name.isprintable():
        raise UsageError(f"{name!r} is no preset", "give a file, or the name of one of yours")
    own, given = config_folder() / "presets", Path(name).expanduser()
    is_path = name.endswith(".toml") or "/" in name or "\\" in name
    for file in (given,) if is_path else (own / f"{name}.toml", given):
        if file.is_file():
            return file
    if is_path:
        raise UsageError(f"there is no preset `{name}`", "give a TOML file that exists")
    known = f"yours: {', '.join(names())}" if names() else f"presets lie in {own}"
    raise UsageError(f"there is no preset `{name}`", did_you_mean(name, names(), known))


def names() -> list[str]:
    """The names of the user's own presets."""
    return sorted(file.stem for file in (config_folder() / "presets").glob("*.toml"))
