"""Every run is recorded in MLflow; `uv run mlflow ui --backend-store-uri sqlite:///mlflow.db`."""

import subprocess
from pathlib import Path
from typing import Any

import mlflow
import mlflow.onnx
import onnx

from .records import read
from .settings import Settings

EXPERIMENT = str(__package__)
ALIAS = "champion"


def track(root: Path) -> None:
    """Record the newest run, with one run under it for each candidate and each trial of the tuning."""
    comparison = read(root / "reports/comparison.json")
    data = read(root / "models/champion.json")["data"]
    open_experiment(root)
    champion = comparison["champion"]
    with mlflow.start_run(run_name=f"champion: {champion}"):
        mlflow.log_params(vars(Settings.load(root)) | data | {"commit": commit(root)})
        mlflow.log_metrics(values_of(comparison["candidates"][champion]))
        mlflow.log_artifacts(str(root / "reports"), "reports")
        if (root / "uv.lock").exists():
            mlflow.log_artifact(str(root / "uv.lock"), "environment")
        record_candidates(comparison)
        record_trials(comparison)
        register(root / "models/champion.onnx")


def open_experiment(root: Path) -> None:
    """Record in the project's own database; files go beside it."""
    mlflow.set_tracking_uri(f"sqlite:///{root / 'mlflow.db'}")
    if mlflow.get_experiment_by_name(EXPERIMENT) is None:
        mlflow.create_experiment(EXPERIMENT, (root / "mlruns").resolve().as_uri())
    mlflow.set_experiment(EXPERIMENT)


def record_candidates(comparison: dict[str, Any]) -> None:
    """Each candidate's scores, and the score of each fold as a step."""
    for name, results in comparison["candidates"].items():
        with mlflow.start_run(run_name=name, nested=True):
            mlflow.log_metrics(values_of(results))
            log_steps(f"{comparison['metric']}_of_fold", results["folds"])


def record_trials(comparison: dict[str, Any]) -> None:
    """The settings of each trial, and the score after each of its folds."""
    for number, trial in enumerate(comparison["tuning"]["tried"]):
        with mlflow.start_run(run_name=f"trial {number}", nested=True):
            mlflow.log_params(trial["settings"] | {"state": trial["state"]})
            log_steps(comparison["metric"], trial["values"])


def log_steps(name: str, values: list[float]) -> None:
    """A metric's values, one step after another."""
    for step, value in enumerate(values):
        mlflow.log_metric(name, value, step=step)


def values_of(results: dict[str, Any]) -> dict[str, float]:
    """A candidate's scores as MLflow takes them: one number per name."""
    return {name: score["value"] for name, score in results["scores"].items()}


def register(file: Path) -> None:
    """Make a model the newest version in the registry, and the one that ALIAS names.

    `mlflow.pyfunc.load_model("models:/…@champion")` loads it.
    """
    info = mlflow.onnx.log_model(
        onnx.load(file),
        name="model",
        registered_model_name=EXPERIMENT,
        onnx_execution_providers=["CPUExecutionProvider"],
        pip_requirements=["numpy", "onnxruntime"],
    )
    client = mlflow.MlflowClient()
    client.set_registered_model_alias(EXPERIMENT, ALIAS, info.registered_model_version)


def commit(root: Path) -> str:
    """The commit of the code; empty where there is none."""
    git = ["git", "-C", str(root), "rev-parse", "HEAD"]
    try:
        return subprocess.run(git, capture_output=True, text=True).stdout.strip()
    except OSError:
        return ""


if __name__ == "__main__":
    track(Path())
