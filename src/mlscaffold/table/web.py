"""A table from the web: fetched once, with the checksum that later downloads are held to."""

import hashlib
import re
import shutil
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from string import punctuation
from urllib.error import HTTPError
from urllib.parse import parse_qsl, quote, unquote, urldefrag, urlsplit
from urllib.request import OpenerDirector, ProxyHandler, Request, build_opener

from mlscaffold import __version__
from mlscaffold.errors import UsageError
from mlscaffold.names import SECRET

PATIENCE = 30  # seconds that a server may be silent
BY_HAND = "download it and give the file to --data"


def download(address: str, folder: Path) -> tuple[Path, dict[str, str]]:
    """Fetch a file into `folder`; return it and the template's answers about where it came from.

    Raises UsageError when it cannot be had, or is no table.
    """
    host = check_web(address)
    address = quote(urldefrag(address).url, safe=punctuation)
    request = Request(address, headers={"User-Agent": f"mlscaffold/{__version__}"})
    try:
        with opener(host).open(request, timeout=PATIENCE) as response:
            check_response(response, address)
            file = folder / file_name(response, address)
            checksum = save(response, file, address)
    except HTTPError as error:
        hint = BY_HAND if error.code in (401, 403, 407) else "try the address in a browser"
        raise UsageError(f"`{address}` answers {error.code} {error.reason}", hint) from error
    except (OSError, HTTPException) as error:
        hint = "check the address and the network, or give a file to --data"
        raise UsageError(f"`{address}` cannot be fetched: {why(error)}", hint) from error
    return file, {"source_kind": "url", "source_address": address, "source_sha256": checksum}


def check_web(address: str) -> str:
    """Refuse, without repeating it, what is no address or has a secret in it; return the host."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host:
        raise UsageError("--data is no web address", "such as https://host/table.csv")
    secrets = [name for name, _ in parse_qsl(parts.query) if re.search(SECRET, name)]
    if "@" in parts.netloc or secrets:
        what = f"`{secrets[0]}`" if secrets else "a user's name or password"
        message = f"--data has {what} in it, which would be written into the project"
        raise UsageError(message, BY_HAND)
    return host


def opener(host: str) -> OpenerDirector:
    """What follows the environment's proxies, but not to this machine."""
    here = host in ("localhost", "::1") or host.startswith("127.")
    return build_opener(ProxyHandler({}) if here else ProxyHandler())


def check_response(response: HTTPResponse, address: str) -> None:
    """Refuse what is not the bytes of a table."""
    if response.headers.get_content_type() == "text/html":
        hint = "give the address of the file itself; on GitHub it is behind `Raw`"
        raise UsageError(f"`{address}` is a web page, not a table", hint)
    coding = response.headers.get("Content-Encoding", "identity")
    if coding != "identity":
        raise UsageError(f"`{address}` comes compressed ({coding})", BY_HAND)


def file_name(response: HTTPResponse, address: str) -> str:
    """The file's name as its server gives it, else from the address; it leads out of no folder."""
    named = response.headers.get_filename() or unquote(urlsplit(address).path)
    name = re.sub(r"[^\w. ()-]", "_", re.split(r"[/\\]", named)[-1])[-60:]
    return name if re.fullmatch(r"\w.*\.[A-Za-z]\w*", name) else "data.csv"


def save(response: HTTPResponse, file: Path, address: str) -> str:
    """Write what a server sends, block by block; return its SHA-256."""
    expected = response.length
    with file.open("w+b") as out:
        shutil.copyfileobj(response, out)
        got = out.tell()
        out.seek(0)
        checksum = hashlib.file_digest(out, "sha256").hexdigest()
    if expected not in (None, got):
        raise UsageError(
            f"`{address}` was cut off after {got:,} of {expected:,} bytes", "try again"
        )
    return checksum


def why(error: Exception) -> str:
    """The reason of a failed request, in one line."""
    reason = getattr(error, "reason", error)
    if isinstance(reason, TimeoutError):
        return f"no answer within {PATIENCE} s"
    text = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
    return " ".join(text.split())
