"""Promotion: a release takes the place of the one that serves, which can come back."""

import shutil
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from ..service.champion import Champion

# The record last: it names the model's checksum, so that no service takes a mixture of two.
FILES = ("reference.json", "champion.onnx", "champion.json")


def promote(folder: Path, root: Path) -> None:
    """Release the files of a folder; those that were released come to lie in release-previous.

    What can fail, a full disk or a half-written file, does so before release/ is touched; were it
    stopped while files are replaced, the service would refuse them and a rollback mend it.
    """
    draft, previous = root / "release-next", root / "release-previous"
    try:
        copy(folder, draft)
        Champion.load(draft)
        copy(root / "release", previous)
        for name in FILES:
            (draft / name).replace(root / "release" / name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    tell_registry(root)


def copy(source: Path, target: Path) -> None:
    """Copy a release; the target is the old one or the new one, never half of each."""
    part = target.with_name(f"{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    for name in FILES:
        shutil.copy(source / name, part)
    shutil.rmtree(target, ignore_errors=True)
    part.rename(target)


def rollback(root: Path) -> None:
    """Release the model before this one again."""
    if not (root / "release-previous").exists():
        raise FileNotFoundError("there is no release-previous: nothing was promoted here yet")
    promote(root / "release-previous", root)


def tell_registry(root: Path) -> None:
    """Make the released model the registry's champion, where the project has the part tracking."""
    package = str(__package__).rpartition(".")[0]
    if find_spec(f"{package}.tracking"):
        record = import_module(f"{package}.tracking.record")
        record.connect(root)
        record.register(root / "release/champion.onnx")
