"""The champion as a scikit-learn pipeline, as MLflow's own examples keep a model.

python pipeline.py FOLDER, in a project: saves models/champion.joblib for MLflow in FOLDER/mlflow.
"""

import sys
from pathlib import Path

import joblib
import mlflow.sklearn

# Saved as Python's own pickle: MLflow's safe form does not know the project's classes.
mlflow.sklearn.save_model(
    joblib.load("models/champion.joblib"),
    Path(sys.argv[1]) / "mlflow",
    serialization_format="cloudpickle",
)
