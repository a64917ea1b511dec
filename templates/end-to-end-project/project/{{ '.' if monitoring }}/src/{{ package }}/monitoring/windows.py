"""The window: the latest cases, of the prediction log or of new data; TARGET is one of the columns."""

import json
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from ..data.cleaning import DataError
from ..model.inputs import feed_of
from ..project import read
from ..schema import NUMBERS, TARGET
from ..service.champion import Champion

Window = tuple[pd.DataFrame, np.ndarray]  # the cases, and what the model said of each
# A line torn by a crash is passed over; of several truths sent for a case, the last one counts.
LATEST = """
    WITH log AS (SELECT json, json->>'id' AS id, json->>'time' AS time FROM read_ndjson_objects($files, ignore_errors = true)),
    said AS (FROM log WHERE (json->'input') IS NOT NULL ORDER BY time DESC LIMIT $rows),
    known AS (SELECT id, max_by(json->'truth', time) AS truth FROM log WHERE (json->'truth') IS NOT NULL GROUP BY id)
    SELECT said.json, coalesce(truth, 'null') FROM said LEFT JOIN known USING (id) ORDER BY time
"""


def logged(folder: Path, rows: int) -> Window:
    """The latest cases of the prediction log, and what was said; the truth where it has come in."""
    files = [str(file) for file in folder.glob("*.jsonl")]
    with duckdb.connect() as db:
        lines = db.execute(LATEST, {"files": files, "rows": rows}).fetchall() if files else []
    if not lines:
        raise DataError(f"no predictions are logged in {folder}: LOG_DIR says where they are")
    answers = [json.loads(line) for line, _ in lines]
    table = pd.DataFrame([each["input"] for each in answers]).astype(dict.fromkeys(NUMBERS, float))
    # An answer has probabilities, a probability, or a number, as the kind of the service is.
    said = [each.get("probability", each["prediction"]) for each in answers]
    if "probabilities" in answers[0]:
        said = [[*each["probabilities"].values()] for each in answers]
    return table.assign(**{TARGET: [json.loads(truth) for _, truth in lines]}), np.array(said)


def delivered(root: Path, rows: int) -> Window:
    """The latest rows of data/processed that the champion's data had not, and what it says of them."""
    champion = Champion.load(root / "release")
    last = read(root / "release/reference.json")["last_row"]
    files = [root / f"data/processed/{part}.parquet" for part in ("train", "test")]
    table = pd.concat(map(pd.read_parquet, files), ignore_index=True)
    new = table[table["source_row"] > last].tail(rows)
    return new, champion.predictor.predict(feed_of(new)) if len(new) else np.empty(0)
