"""Record a run of the pipeline: its settings, scores and reports, and the champion as a version."""

from pathlib import Path
from typing import Any

import mlflow.onnx
import onnx

from ..model.scores import NAME, SIGN
from ..project import params, read

EXPERIMENT = str(__package__).split(".")[0]


def connect(root: Path) -> None:
    """Record in the project's own database from now on; files go beside it."""
    mlflow.set_tracking_uri(f"sqlite:///{root / 'mlflow.db'}")
    if mlflow.get_experiment_by_name(EXPERIMENT) is None:
        mlflow.create_experiment(EXPERIMENT, (root / "mlruns").resolve().as_uri())
    mlflow.set_experiment(EXPERIMENT)


def track(root: Path) -> None:
    """Record the newest run."""
    connect(root)
    comparison = read(root / "reports/comparison.json")
    scores = read(root / "reports/metrics.json")["scores"]
    data = read(root / "reports/data-quality.json")["sha256"]
    with mlflow.start_run(run_name=f"champion: {comparison['champion']}"):
        mlflow.set_tag("data_sha256", data)
        mlflow.log_params(params(root))
        mlflow.log_metrics({f"test/{name}": each["value"] for name, each in scores.items()})
        mlflow.log_artifacts(str(root / "reports"), "reports")
        record_parts(comparison)
        register(root / "models/champion.onnx")


def record_parts(comparison: dict[str, Any]) -> None:
    """A run for each candidate, its folds as steps, and for each trial of the tuning."""
    for name, each in comparison["candidates"].items():
        with mlflow.start_run(run_name=name, nested=True):
            mlflow.log_metric(NAME, SIGN * each["mean"])
            for step, score in enumerate(each["folds"]):
                mlflow.log_metric(f"{NAME} of fold", SIGN * score, step=step)
    for number, trial in enumerate(comparison["tuning"]["trials"]):
        with mlflow.start_run(run_name=f"trial {number}", nested=True):
            mlflow.log_params(trial["settings"])
            mlflow.log_metric(NAME, SIGN * trial["score"])


def register(file: Path) -> None:
    """Make a model the newest version, which `load_model("models:/NAME@champion")` loads."""
    info = mlflow.onnx.log_model(
        onnx.load(file),
        name="model",
        registered_model_name=EXPERIMENT,
        onnx_execution_providers=["CPUExecutionProvider"],
        pip_requirements=["numpy", "onnxruntime"],  # else MLflow runs the model to find out
    )
    version = str(info.registered_model_version)
    mlflow.MlflowClient().set_registered_model_alias(EXPERIMENT, "champion", version)


if __name__ == "__main__":
    track(Path())
