"""Experiments and the model registry, in MLflow."""

import logging
import os

# MLflow reports its use to its maker, unless told not to before it is loaded.
os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
# It warns where there is no pip; environments made by uv have none.
logging.getLogger("mlflow.utils.environment").setLevel(logging.ERROR)
