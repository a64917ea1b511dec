"""The champion as a scikit-learn pipeline, as MLflow's and BentoML's own examples keep a model.

python pipeline.py PACKAGE FOLDER, in a project: fits it and saves it for MLflow in FOLDER/mlflow and,
by joblib, as FOLDER/pipeline.joblib.
"""

import importlib
import json
import sys
from pathlib import Path

import joblib
import mlflow.sklearn
import pandas as pd

package, folder = sys.argv[1], Path(sys.argv[2])
models, crossval, schema, settings = (
    importlib.import_module(f"{package}.{name}")
    for name in ("models", "crossval", "schema", "settings")
)
known = settings.Settings.load(Path())
task = crossval.read_task(pd.read_parquet("data/processed/train.parquet"), known)
name = json.loads(Path("models/champion.json").read_text())["model"].removesuffix("_tuned")
# The classes by name, as such a pipeline usually answers.
target = [schema.CLASSES[place] for place in task.target]
pipeline = models.candidates(known.seed, len(target))[name].fit(task.features, target)
joblib.dump(pipeline, folder / "pipeline.joblib")
# Saved as Python's own pickle: MLflow's safe form does not know the project's classes.
mlflow.sklearn.save_model(pipeline, folder / "mlflow", serialization_format="cloudpickle")
