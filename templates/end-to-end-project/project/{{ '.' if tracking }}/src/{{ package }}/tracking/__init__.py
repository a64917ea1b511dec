"""Experiments and the model registry, in MLflow."""

import os

# MLflow reports its use to its maker, unless told not to before it is loaded.
os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
