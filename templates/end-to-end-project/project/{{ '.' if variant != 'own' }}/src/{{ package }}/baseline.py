"""A first release: the same answer to every case, so that the service runs before any training."""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from .model.inputs import STRINGS
from .model.scores import NAME
from .project import write
from .schema import EXAMPLE, NUMBERS, TARGET
from .service.answer import SERVED, Record

KINDS = dict.fromkeys(NUMBERS, TensorProto.FLOAT) | dict.fromkeys(STRINGS, TensorProto.STRING)


def release_baseline(root: Path) -> None:
    """Write release/champion.onnx and champion.json; ValueError if a model is released already."""
    file = root / "release/champion.onnx"
    if file.exists():
        raise ValueError(f"{file} is there already: it stays")
    model = constant_model([1 / len(classes())] * len(classes()))
    checksum = hashlib.sha256(model).hexdigest()
    known = {"version": checksum[:12], "sha256": checksum, "model": "constant", "target": TARGET}
    cases = {"example": EXAMPLE, "typical": EXAMPLE, "rows": 0, "data_sha256": ""}
    # Nothing was measured.
    scores = {"metric": NAME, "score": {"value": 0.0, "low": None, "high": None}, "baseline": 0.0}
    of_its_kind = {"classes": classes(), "threshold": 0.5, "error_p90": 0.0}
    record: dict[str, Any] = {**known, **cases, **scores, **of_its_kind}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(model)
    write(file.with_suffix(".json"), Record(**record).model_dump())


def classes() -> list[str]:
    """The classes that are told apart; where a number is predicted, only its name."""
    served: dict[str, Any] = dict(SERVED)
    return list(served.get("classes", [TARGET]))


def constant_model(said: list[float]) -> bytes:
    """A model in ONNX format that says the same of each row, with the inputs of any other one."""
    inputs = [helper.make_tensor_value_info(name, kind, [None, 1]) for name, kind in KINDS.items()]
    output = helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, [None, len(said)])
    nodes = [
        helper.make_node("Shape", [next(iter(KINDS))], ["rows"]),
        helper.make_node("Expand", ["said", "rows"], ["probabilities"]),
    ]
    values = numpy_helper.from_array(np.array([said], np.float32), "said")
    graph = helper.make_graph(nodes, "constant", inputs, [output], [values])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    places = json.dumps([*range(len(said))])
    model.metadata_props.add(key="classes", value=places)
    return bytes(model.SerializeToString())


if __name__ == "__main__":
    try:
        release_baseline(Path())
    except ValueError as error:
        sys.exit(str(error))
