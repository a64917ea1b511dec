"""Every run is recorded in MLflow; `uv run mlflow ui --backend-store-uri sqlite:///mlflow.db`."""

from pathlib import Path
from typing import Any

import mlflow

EXPERIMENT = str(__package__)


def record(
    root: Path, comparison: dict[str, Any], champion: str, parameters: dict[str, Any]
) -> None:
    """Write one run for the comparison and, under it, one for each candidate."""
    mlflow.set_tracking_uri(f"sqlite:///{root / 'mlflow.db'}")
    if mlflow.get_experiment_by_name(EXPERIMENT) is None:
        mlflow.create_experiment(EXPERIMENT, (root / "mlruns").resolve().as_uri())
    mlflow.set_experiment(EXPERIMENT)
    with mlflow.start_run(run_name=f"champion: {champion}"):
        mlflow.log_params(parameters)
        mlflow.log_metrics(metrics_of(comparison[champion]))
        mlflow.log_artifact(str(root / "models/champion.onnx"))
        for name, results in comparison.items():
            with mlflow.start_run(run_name=name, nested=True):
                mlflow.log_metrics(metrics_of(results))


def metrics_of(results: dict[str, Any]) -> dict[str, float]:
    """A candidate's results as MLflow takes them: one number per name."""
    return {name: value["mean"] for name, value in results.items()}
