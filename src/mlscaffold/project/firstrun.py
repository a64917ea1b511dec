"""`--run`: a new project's pipeline, tests and notebook if it has one, and an answer of its service."""

import json
import re
import socket
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from uv import find_uv_bin

from mlscaffold.errors import MlscaffoldError
from mlscaffold.git import porcelain
from mlscaffold.process import run, started
from mlscaffold.project.create import Created, Step

PATIENCE = 60  # seconds until the service must answer
NOTEBOOK = "notebooks/eda.ipynb"
SERVICE = "service.api:app"  # within the package


def first_run(created: Created, *, author: str, step: Step) -> dict[str, Any]:
    """Run pipeline, tests, the notebook if there is one, and the service; commit the results.

    Returns the tests' summary, a request and the prediction of the service, and the result in words.
    """
    folder = created.folder
    with step("Running the pipeline"):
        run(project_command("dvc", "repro"), cwd=folder)
    with step("Running the tests"):
        summary = run(project_command("pytest", "-q"), cwd=folder).strip().splitlines()[-1]
    if (folder / NOTEBOOK).exists():
        with step("Running the notebook"):
            run_notebook(folder)
    with step("Asking the service"):
        request, prediction = ask_service(folder, created.package)
    if created.repository:
        porcelain.commit_all(folder, "Results of the first run", author=author)
    found = {"tests": summary.strip("= "), "request": request, "prediction": prediction}
    return found | {"result": result_of(folder)}


def result_of(folder: Path) -> str:
    """The sentence on the result that the run has written into the README."""
    text = (folder / "README.md").read_text(encoding="utf-8")
    found = re.search(r"<!-- result:start -->\n(.*?)\n<!-- result:end -->", text, re.DOTALL)
    return re.sub(r"\*\*|\\", "", found[1]) if found else ""


def project_command(*command: str) -> list[str]:
    """A command in the project's environment, as its README gives it."""
    return [find_uv_bin(), "run", "--no-sync", *command]


def run_notebook(folder: Path) -> None:
    """Fill the notebook with its charts."""
    file = folder / NOTEBOOK
    before = json.loads(file.read_text(encoding="utf-8"))
    run(project_command("jupyter", "execute", "--inplace", NOTEBOOK), cwd=folder)
    after = json.loads(file.read_text(encoding="utf-8"))
    text = json.dumps(tidy(before, after), indent=1, ensure_ascii=False)
    file.write_text(text + "\n", encoding="utf-8")


def tidy(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """A notebook after its run without what differs from run to run: timings and versions."""
    for old, new in zip(before["cells"], after["cells"], strict=True):
        new["metadata"] = old["metadata"]
    return after | {"metadata": before["metadata"]}


def ask_service(folder: Path, package: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Start the service on a free port and send it the example of its own documentation."""
    with socket.socket() as probe:  # finds a port that nobody listens on
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = project_command("uvicorn", f"{package}.{SERVICE}", "--port", str(port))
    with started(command, cwd=folder):
        example = example_of(wait_for(f"{address}/openapi.json"))
        return example, fetch(f"{address}/predict", example)


def example_of(documentation: dict[str, Any]) -> dict[str, Any]:
    """A case of the examples in a service's documentation; a field that may be missing has none."""
    fields = documentation["components"]["schemas"]["Features"]["properties"]
    return {name: field.get("examples", [None])[0] for name, field in fields.items()}


def wait_for(address: str) -> Any:
    """The answer of a service that is still starting."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            return fetch(address)
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    hint = "start it by hand to see why: its README says how"
    raise MlscaffoldError(f"the service did not answer within {PATIENCE} s", hint)


def fetch(address: str, body: dict[str, Any] | None = None) -> Any:
    """Get JSON, or post some and get the answer."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, {"content-type": "application/json"})
    # No proxy: the service is on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=10) as response:
        return json.load(response)
