"""The part `deploy`: each target's files are what its own tools and schemas accept."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from mlscaffold.template.render import render
from mlscaffold.template.templates import built_in
from tests.template.conftest import Rendered
from tests.template.projects import parts

BIN = Path(sys.executable).parent
TARGETS: list[str] = parts()["deploy"]


@pytest.fixture
def deploy(rendered: Rendered) -> Path:
    """The folder of a project with all targets."""
    return rendered("deploy alone") / "deploy"


def read(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def clean(*command: object) -> str:
    """What a tool prints; it must find nothing."""
    ran = subprocess.run([*map(str, command)], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def valid(objects: list[Any], folder: Path) -> None:
    """Refuse objects of Kubernetes with a field that their schema does not know."""
    file = folder / "objects.yaml"
    file.write_text(yaml.safe_dump_all(objects))
    for version in ("1.30", "1.37"):  # the oldest that the page asks for, and a new one
        clean(BIN / "kubernetes-validate", "--strict", "--kubernetes-version", version, file)


def test_a_target_that_is_not_chosen_leaves_nothing(tmp_path: Path) -> None:
    answers = {"project_name": "food", "deploy": ["render", "cloud-run"]}
    render(built_in(), answers, tmp_path)
    found = {path.name for path in (tmp_path / "deploy").iterdir()}
    assert found == {"README.md", "render", "cloud-run"}
    assert "fly" not in (tmp_path / "deploy/README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("target", TARGETS)
def test_a_page_has_steps_costs_and_the_way_back(deploy: Path, target: str) -> None:
    page = (deploy / target / "README.md").read_text(encoding="utf-8")
    about = dict(re.findall(r"^## (.+)\n\n((?:(?!## ).*\n)+)", page, re.MULTILINE))
    assert list(about) == ["Steps", "What it costs", "The end", "Not tried"]
    # No figure without a place to look it up, and nothing checked without its month.
    assert "https://" in about["What it costs"]
    assert re.search(r"not checked|read in [A-Z]\w+\s+20\d\d", about["What it costs"])
    assert not re.search(r"[$€]\s?\d|\d\s?(USD|EUR|dollars)", page)
    assert len(about["Not tried"].split("\n\n")) == 1


@pytest.mark.parametrize("target", TARGETS)
def test_links_between_pages_lead_somewhere(deploy: Path, target: str) -> None:
    page = (deploy / target / "README.md").read_text(encoding="utf-8")
    for place, _, heading in re.findall(r"\]\((?!https?:)([\w./-]+)(#([\w-]+))?\)", page):
        linked = (deploy / target / place).read_text(encoding="utf-8")
        headings = re.findall(r"^#+ (.+)$", linked, re.MULTILINE)
        assert not heading or heading in {each.lower().replace(" ", "-") for each in headings}


@pytest.mark.parametrize("target", TARGETS)
def test_files_that_a_page_names_are_there(deploy: Path, target: str) -> None:
    page = (deploy / target / "README.md").read_text(encoding="utf-8")
    for name in re.findall(r"\bdeploy/[\w./-]*\w", page):
        assert (deploy.parent / name).exists(), name
    for name in re.findall(r"`(\w[\w.-]*\.(?:yaml|tf|toml|hcl|md))`", page):
        assert (deploy / target / name).exists(), name


def test_google_builds_by_its_schema(deploy: Path) -> None:
    file = deploy / "cloud-run/cloudbuild.yaml"
    clean(BIN / "check-jsonschema", "--builtin-schema", "vendor.cloudbuild", file)


def test_cloud_runs_container_is_one_of_a_pod(deploy: Path, tmp_path: Path) -> None:
    service = read(deploy / "cloud-run/service.yaml")
    assert service["apiVersion"] == "serving.knative.dev/v1"
    spec = service["spec"]["template"]["spec"]
    assert spec.keys() == {"containerConcurrency", "timeoutSeconds", "containers"}
    pod = {"containers": [{"name": "service"} | each for each in spec["containers"]]}
    valid([{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"}, "spec": pod}], tmp_path)


def test_render_fetches_the_image_that_the_first_page_pushes(deploy: Path) -> None:
    (service,) = read(deploy / "render/render.yaml")["services"]
    assert (service["type"], service["runtime"], service["plan"]) == ("web", "image", "free")
    pushed = f"docker push {service['image']['url']}\n"
    assert pushed in (deploy / "README.md").read_text(encoding="utf-8")


def test_fly_can_be_read(deploy: Path) -> None:
    settings = tomllib.loads((deploy / "fly/fly.toml").read_text())
    assert settings["http_service"]["checks"][0]["path"] == "/ready"
    assert settings["http_service"]["min_machines_running"] == 0


def test_a_space_says_what_it_is(deploy: Path) -> None:
    head = (deploy / "hugging-face/space.md").read_text(encoding="utf-8").split("---\n")[1]
    assert yaml.safe_load(head) | {"sdk": "docker", "app_port": 8000} == yaml.safe_load(head)


def manifests(folder: Path) -> dict[str, Any]:
    """The objects that kustomization.yaml names, by kind."""
    names = read(folder / "kustomization.yaml")["resources"]
    assert {*names, "kustomization.yaml"} == {file.name for file in folder.glob("*.yaml")}
    objects = [read(folder / name) for name in names]
    return {each["kind"]: each for each in objects}


def test_kubernetes_knows_every_field(deploy: Path, tmp_path: Path) -> None:
    valid([*manifests(deploy / "kubernetes").values()], tmp_path)


@pytest.mark.skipif(not shutil.which("kubectl"), reason="kubectl is not here")
def test_kustomize_puts_it_together(deploy: Path, tmp_path: Path) -> None:
    objects = [*yaml.safe_load_all(clean("kubectl", "kustomize", deploy / "kubernetes"))]
    valid(objects, tmp_path)
    (made,) = (each for each in objects if each["kind"] == "Deployment")
    image = made["spec"]["template"]["spec"]["containers"][0]["image"]
    assert f"docker push {image}\n" in (deploy / "README.md").read_text(encoding="utf-8")


def test_objects_of_kubernetes_find_each_other(deploy: Path) -> None:
    found = manifests(deploy / "kubernetes")
    template = found["Deployment"]["spec"]["template"]
    labels = template["metadata"]["labels"]
    policy = found["NetworkPolicy"]["spec"]
    assert found["Service"]["spec"]["selector"] == labels
    assert found["Deployment"]["spec"]["selector"]["matchLabels"] == labels
    assert found["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == labels
    assert policy["podSelector"]["matchLabels"] == labels
    scaled = found["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]
    assert (scaled["kind"], scaled["name"]) == (
        "Deployment",
        found["Deployment"]["metadata"]["name"],
    )
    (container,) = template["spec"]["containers"]
    (port,) = (each["name"] for each in container["ports"])
    probes = [container[f"{each}Probe"]["httpGet"] for each in ("startup", "readiness", "liveness")]
    asked = [each["port"] for each in probes] + [found["Service"]["spec"]["ports"][0]["targetPort"]]
    assert {*asked, policy["ingress"][0]["ports"][0]["port"]} == {port}
    # The autoscaler's share is of what is requested; the replicas are its own to say.
    assert "cpu" in container["resources"]["requests"]
    assert "replicas" not in found["Deployment"]["spec"]


def test_the_pod_keeps_to_the_restricted_standard(deploy: Path) -> None:
    spec = manifests(deploy / "kubernetes")["Deployment"]["spec"]["template"]["spec"]
    (container,) = spec["containers"]
    assert spec["securityContext"]["runAsNonRoot"] and spec["securityContext"]["runAsUser"] > 0
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }


@pytest.mark.parametrize("target", [each for each in TARGETS if each.startswith("terraform")])
@pytest.mark.skipif(not shutil.which("terraform"), reason="terraform is not here")
def test_terraform_files_are_formatted(deploy: Path, target: str) -> None:
    clean("terraform", "fmt", "-check", "-diff", deploy / target)
