"""A model that is fit to be served: whole, of this service's columns, and able to answer."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .features import to_feed
from .prediction import values
from .predictor import Predictor
from .records import read
from .schema import CLASSES, EXAMPLE, TARGET


class ChampionError(RuntimeError):
    """The model cannot be served; the message says why."""


@dataclass(frozen=True)
class Champion:
    """The released model and what is known about it."""

    predictor: Predictor
    record: dict[str, Any]

    @property
    def version(self) -> str:
        """The first digits of the model file's checksum."""
        return str(self.record["sha256"][:12])


def load(folder: Path) -> Champion:
    """The champion released to `folder`; ChampionError when it must not be served."""
    file = folder / "champion.onnx"
    try:
        record = read(file.with_suffix(".json"))
        sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    except FileNotFoundError:
        raise ChampionError(f"no model in {folder}: run `uv run dvc repro` first") from None
    except (OSError, ValueError) as error:
        raise ChampionError(f"the record in {folder} cannot be read: {error}") from None
    if record.get("sha256") != sha256:
        raise ChampionError(f"{file} is not the file that its record describes")
    if (record.get("target"), record.get("classes")) != (TARGET, list(CLASSES)):
        raise ChampionError(f"{file} predicts something else than this service")
    try:
        predictor = Predictor(file)
    except Exception as error:  # ONNX Runtime has no common class for what can be wrong in a file
        raise ChampionError(f"{file} is no model: {error}") from None
    champion = Champion(predictor, record)
    probe(champion)
    return champion


def probe(champion: Champion) -> None:
    """Ask the model about the example; ChampionError unless the answer makes sense."""
    inputs = {each.name for each in champion.predictor.session.get_inputs()}
    feed = to_feed([EXAMPLE])
    if inputs != set(feed):
        raise ChampionError(f"the model's columns differ in {sorted(inputs ^ set(feed))}")
    try:
        said = values(champion.predictor.answers(feed))
    except Exception as error:  # as above
        raise ChampionError(f"the model does not answer: {error}") from None
    if said.shape != ((1, len(CLASSES)) if CLASSES else (1,)) or not np.isfinite(said).all():
        raise ChampionError(f"the model answers {said.tolist()}, which is no prediction")
