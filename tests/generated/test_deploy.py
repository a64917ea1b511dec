"""The part `deploy` for real: the image runs as each target would run it, and Terraform plans with a mock.

No target's host is reached. Terraform's providers are looked for in TF_PLUGIN_DIR.
"""

import json
import os
import re
import shutil
import subprocess
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from mlscaffold.template.render import render
from mlscaffold.template.templates import built_in
from tests.generated.test_image import Container, docker, has_engine
from tests.generated.test_sample import free_port
from tests.template.projects import parts

pytestmark = [pytest.mark.slow, pytest.mark.matrix]

NAME = "mlscaffold-test-deploy"
TARGETS: list[str] = parts()["deploy"]
RANDOM = ("54321", 34567)  # a user and a port that the image does not know


@dataclass(frozen=True)
class Way:
    """How a target runs the image: the port it asks at, the paths, and what it gives the container."""

    port: int
    paths: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def project(sample_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample's project that has all targets."""
    unused = shutil.ignore_patterns(".venv", ".git", ".dvc", "data", "mlruns")
    folder = tmp_path_factory.mktemp("deploy") / "project"
    shutil.copytree(sample_project, folder, ignore=unused)
    made = folder.parent / "rendered"
    render(built_in(), {"project_name": sample_project.name, "deploy": TARGETS}, made)
    shutil.copytree(made / "deploy", folder / "deploy", dirs_exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def image(project: Path) -> Iterator[str]:
    """The image, built as the first page says."""
    if not has_engine():
        pytest.skip("no Docker engine answers `docker info`")
    docker("build", "--platform=linux/amd64", "--tag", NAME, str(project))
    yield NAME
    docker("image", "rm", "--force", NAME)


def page(project: Path, target: str) -> str:
    return (project / "deploy" / target / "README.md").read_text(encoding="utf-8")


def read(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def found(pattern: str, file: Path) -> str:
    """The one thing in a file that a pattern finds."""
    (only,) = set(re.findall(pattern, file.read_text(encoding="utf-8")))
    return str(only)


def render_com(deploy: Path) -> Way:
    (service,) = read(deploy / "render/render.yaml")["services"]
    return Way(10000, [service["healthCheckPath"]], {"PORT": "10000"})


def cloud_run(deploy: Path) -> Way:
    (container,) = read(deploy / "cloud-run/service.yaml")["spec"]["template"]["spec"]["containers"]
    way = of_container(container)
    return Way(way.port, way.paths, way.environment | {"PORT": str(way.port)}, way.flags)


def of_container(container: dict[str, Any]) -> Way:
    """A container of Kubernetes or of Cloud Run."""
    probes = (value for key, value in container.items() if key.endswith("Probe"))
    given = {each["name"]: each["value"] for each in container["env"] if "value" in each}
    memory = container["resources"]["limits"]["memory"].removesuffix("i").lower()
    paths = sorted({each["httpGet"]["path"] for each in probes})
    return Way(container["ports"][0]["containerPort"], paths, given, [f"--memory={memory}"])


def space(deploy: Path) -> Way:
    port = int(found(r"app_port: (\d+)", deploy / "hugging-face/space.md"))
    return Way(port, ["/ready"], flags=["--user=1000:1000"])


def beanstalk(deploy: Path) -> Way:
    port = int(found(r"EXPOSE (\d+)", deploy.parent / "Dockerfile"))
    return Way(
        port, [found(r"HealthCheckPath: (\S+)", deploy / "elastic-beanstalk/service.config")]
    )


def heroku(deploy: Path) -> Way:
    user, port = RANDOM
    return Way(port, ["/ready"], {"PORT": str(port)}, [f"--user={user}:{user}"])


def fly(deploy: Path) -> Way:
    settings = tomllib.loads((deploy / "fly/fly.toml").read_text())
    http = settings["http_service"]
    memory = f"--memory={settings['vm'][0]['memory'].removesuffix('b')}"
    return Way(http["internal_port"], [http["checks"][0]["path"]], settings["env"], [memory])


def kubernetes(deploy: Path) -> Way:
    spec = read(deploy / "kubernetes/deployment.yaml")["spec"]["template"]["spec"]
    (container,) = spec["containers"]
    user, way = spec["securityContext"], of_container(container)
    strict = ["--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges"]
    flags = [f"--user={user['runAsUser']}:{user['runAsGroup']}", *strict, *way.flags]
    return Way(way.port, way.paths, way.environment, flags)


def terraform_aws(deploy: Path) -> Way:
    folder = deploy / "terraform-aws"
    port = found(r'variable "port" \{[^}]*default\s*= (\d+)', folder / "variables.tf")
    memory = found(r"memory\s+= (\d+)", folder / "main.tf")
    path = found(r'path\s+= "(\S+)"', folder / "network.tf")
    return Way(int(port), [path], {"PORT": port}, [f"--memory={memory}m"])


def terraform_google(deploy: Path) -> Way:
    file = deploy / "terraform-google/main.tf"
    port = found(r"container_port = (\d+)", file)
    paths = re.findall(r'path\s*= "(\S+)"', file.read_text())
    memory = found(r'memory = "(\d+)Mi"', file)
    return Way(int(port), paths, {"PORT": port, "LOG_DIR": ""}, [f"--memory={memory}m"])


WAYS: list[Callable[[Path], Way]] = [
    render_com,
    cloud_run,
    space,
    beanstalk,
    heroku,
    fly,
    kubernetes,
    terraform_aws,
    terraform_google,
]


def test_every_target_is_tried() -> None:
    assert len(WAYS) == len(TARGETS)


@pytest.mark.parametrize("way_of", WAYS, ids=TARGETS)
def test_the_image_runs_as_the_target_runs_it(
    project: Path, image: str, way_of: Callable[[Path], Way]
) -> None:
    way = way_of(project / "deploy")
    assert way.paths
    given = [f"--env={name}={value}" for name, value in way.environment.items()]
    publish = f"--publish=127.0.0.1::{way.port}"
    container = Container(docker("run", "--detach", publish, *given, *way.flags, image))
    try:
        wait_for_answer(container)
        for path in way.paths:
            assert "status" in json.loads(container.ask(path))
        example = json.loads(container.ask("/model"))["example"]
        assert "prediction" in container.ask("/predict", json.dumps(example).encode())
        docker("stop", container.id)
        assert container.inspect(".State.ExitCode") == "0"
    finally:
        docker("rm", "--force", container.id)


def wait_for_answer(container: Container) -> None:
    deadline = time.monotonic() + 120
    while True:
        try:
            container.ask("/ready")
            return
        except OSError:
            assert time.monotonic() < deadline, docker("logs", container.id)
            time.sleep(0.5)


@pytest.mark.skipif(not shutil.which("podman"), reason="podman is not here")
def test_podman_plays_the_deployment(project: Path, image: str, tmp_path: Path) -> None:
    """A pod as in Kubernetes; of the probes podman asks none, as it knows no port by its name."""
    docker("save", "--output", str(tmp_path / "image"), image)
    call("podman", "load", "--input", str(tmp_path / "image"))
    deployment, port = read(project / "deploy/kubernetes/deployment.yaml"), free_port()
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    container |= {"image": image, "imagePullPolicy": "Never"}
    container["ports"][0]["hostPort"] = port
    (tmp_path / "pod.yaml").write_text(yaml.safe_dump(deployment))
    call("podman", "play", "kube", str(tmp_path / "pod.yaml"))
    pod = Pod("podman", ("127.0.0.1", port))
    try:
        wait_for_answer(pod)
        example = json.loads(pod.ask("/model"))["example"]
        assert "prediction" in pod.ask("/predict", json.dumps(example).encode())
    finally:
        call("podman", "play", "kube", "--down", str(tmp_path / "pod.yaml"))
        call("podman", "image", "rm", "--force", image)


@dataclass(frozen=True)
class Pod(Container):
    """A container that another engine runs, at an address that is known."""

    at: tuple[str, int]

    def address(self) -> tuple[str, int]:
        return self.at


def call(*command: str) -> None:
    # podman would read Docker's settings, which need not be there.
    environment = {name: value for name, value in os.environ.items() if name != "DOCKER_CONFIG"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("target", ["elastic-beanstalk", "hugging-face"])
def test_the_image_can_be_built_from_what_the_page_sends(
    project: Path, image: str, target: str, tmp_path: Path
) -> None:
    lines = re.findall(r"^ *((?:cp|mkdir) .+)$", page(project, target), re.MULTILINE)
    script = f'bundle="{tmp_path}" space="{tmp_path}"\n' + "\n".join(lines)
    subprocess.run(["bash", "-euc", script], cwd=project, check=True)
    assert (tmp_path / ".ebextensions").is_dir() or (tmp_path / "README.md").exists()
    builds(tmp_path)


def test_google_is_sent_what_the_image_is_made_of(
    project: Path, image: str, tmp_path: Path
) -> None:
    """gcloud reads its list as git does a .gitignore."""
    subprocess.run(["git", "init", "--quiet"], cwd=project, check=True)
    listing = ["git", "ls-files", "--others", "--exclude-from=deploy/cloud-run/gcloudignore"]
    sent = subprocess.run(listing, cwd=project, check=True, capture_output=True, text=True)
    for name in sent.stdout.splitlines():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(project / name, tmp_path / name)
    assert {path.name for path in tmp_path.iterdir()} == {
        *(".dockerignore", "Dockerfile", "pyproject.toml", "uv.lock", "src", "release")
    }
    builds(tmp_path)


def builds(folder: Path) -> None:
    """The image is built from a folder, as a plain one: Heroku takes no other."""
    tag = f"{NAME}:sent"
    docker("build", "--platform=linux/amd64", "--provenance=false", "--tag", tag, str(folder))
    docker("image", "rm", "--force", tag)


@pytest.fixture(scope="module")
def terraform(project: Path) -> Callable[..., str]:
    """Terraform in the folder of the AWS target, its provider at hand."""
    providers = os.environ.get("TF_PLUGIN_DIR", "")
    if not (shutil.which("terraform") and Path(providers).is_dir() and providers):
        pytest.skip("no terraform here, or TF_PLUGIN_DIR is no folder of its providers")
    environment = os.environ | {"TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1"}

    def run(*arguments: str) -> str:
        command = ["terraform", *arguments, "-no-color"]
        folder = project / "deploy/terraform-aws"
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("init", f"-plugin-dir={providers}")
    return run


def test_terraform_knows_every_argument(terraform: Callable[..., str]) -> None:
    assert json.loads(terraform("validate", "-json"))["diagnostics"] == []


def test_terraforms_own_test_passes(terraform: Callable[..., str]) -> None:
    assert "1 passed, 0 failed" in terraform("test")
