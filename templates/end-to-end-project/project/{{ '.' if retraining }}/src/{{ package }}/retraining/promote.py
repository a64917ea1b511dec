"""Promotion: a release takes the place of the one that serves, which can come back."""

import shutil
from importlib import import_module, util
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
    shutil.rmtree(draft, ignore_errors=True)  # of a promotion that was killed
    try:
        copy(folder, draft / "new")
        copy(root / "release", draft / "old")
        Champion.load(draft / "new")
        tell_registry(root, draft / "new/champion.onnx")
        shutil.rmtree(previous, ignore_errors=True)
        (draft / "old").rename(previous)
        for name in FILES:
            (draft / "new" / name).replace(root / "release" / name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def copy(source: Path, target: Path) -> None:
    """Copy the files of a release into a new folder."""
    target.mkdir(parents=True)
    for name in FILES:
        shutil.copy(source / name, target)


def rollback(root: Path) -> None:
    """Release the model before this one again."""
    if not (root / "release-previous").exists():
        raise FileNotFoundError("there is no release-previous: nothing was promoted here yet")
    promote(root / "release-previous", root)


def tell_registry(root: Path, model: Path) -> None:
    """Make a model the registry's champion, where the project has the part tracking."""
    package = str(__package__).rpartition(".")[0]
    if util.find_spec(f"{package}.tracking"):
        record = import_module(f"{package}.tracking.record")
        try:
            record.connect(root)
            record.register(model)
        except Exception as error:  # of MLflow, of its database, of the disk
            raise RuntimeError(f"MLflow refused the model: {str(error).splitlines()[0]}") from None
