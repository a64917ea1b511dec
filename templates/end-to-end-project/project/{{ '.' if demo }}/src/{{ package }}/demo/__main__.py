"""Builds site/: the service's page with the model in the visitor's browser, for any host of files."""

import gzip
import json
import re
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

from ..model.inputs import MISSING, STRINGS
from ..report.write import fill, to_html
from ..schema import CATEGORIES, NUMBERS
from ..service.api import app
from ..service.champion import Champion
from .runtime import MACHINE_CODE, MODULE, fetch_runtime

OURS = Path(__file__).parent / "page"
SERVICE = OURS.parents[1] / "service/page"
DOCUMENTS = {
    "reports/report": "evaluation report",
    "docs/model-card": "model card with its limits",
    "docs/data-card": "data card",
}
# What the service's page has, and the demo has in its place.
SCRIPT = '<script type="module" src="page.js"></script>'
OUR_SCRIPT = """\
<meta http-equiv="Content-Security-Policy" content="default-src 'self' 'wasm-unsafe-eval'; img-src data:">
<script type="module" src="demo.js"></script>"""
LINK = '<a href="docs">API documentation</a>'


def build(root: Path) -> Path:
    """Write site/ anew from the release and the documents; return its folder."""
    champion, runtime = Champion.load(root / "release"), fetch_runtime()
    site = root / "site"
    shutil.rmtree(site, ignore_errors=True)
    write_page(site)
    write_documents(root, site)
    (site / MODULE).write_bytes(runtime[MODULE])
    # Packed by us: not every host packs such files when it sends them.
    pack(site / "runtime.wasm.gz", runtime[MACHINE_CODE])
    pack(site / "champion.onnx.gz", (root / "release/champion.onnx").read_bytes())
    write_known(site, champion)
    list_files(site)
    return site


def write_page(site: Path) -> None:
    """The service's page, whose script is started by ours."""
    shutil.copytree(SERVICE, site)
    shutil.copytree(OURS, site, dirs_exist_ok=True)
    links = [f'<a href="{name}.html">{title}</a>' for name, title in DOCUMENTS.items()]
    ours = f"Computed in your browser: what you enter stays here. More: {', '.join(links)}."
    page = (site / "index.html").read_text(encoding="utf-8")
    for old, new in ((SCRIPT, OUR_SCRIPT), (LINK, ours)):
        if old not in page:
            raise SystemExit(f"service/page/index.html has no {old}, which the demo replaces")
        page = page.replace(old, new)
    (site / "index.html").write_text(page, encoding="utf-8")


def write_documents(root: Path, site: Path) -> None:
    """Report and cards as pages, where they lie in the project, so that their links hold."""
    for name, title in DOCUMENTS.items():
        file = root / f"{name}.md"
        text = re.sub(r"<!--.*?-->\n?", "", file.read_text(encoding="utf-8"))
        page = re.sub(r'(href="[^":]+)\.md', r"\1.html", to_html(text, file.parent))
        page = re.sub("(?<=<title>)[^<]*", title.capitalize(), page)
        (site / name).parent.mkdir(exist_ok=True)
        (site / f"{name}.html").write_text(page, encoding="utf-8")


def pack(file: Path, content: bytes) -> None:
    """Write a file packed with gzip; the same content is the same bytes."""
    file.write_bytes(gzip.compress(content, mtime=0))


def write_known(site: Path, champion: Champion) -> None:
    """What the page asks the service for, and what the service knows about the model's inputs."""
    learned = champion.predictor.session.get_modelmeta().custom_metadata_map.get("classes", "[]")
    inputs = {
        "numbers": NUMBERS,
        "categories": CATEGORIES,
        "texts": [name for name in STRINGS if name not in CATEGORIES],
        "missing": MISSING,
        "learned": json.loads(learned),
    }
    known = {
        "openapi.json": app.openapi(),
        "model": champion.record.model_dump(),
        "inputs.json": inputs,
    }
    for name, content in known.items():
        (site / name).write_text(json.dumps(content), encoding="utf-8")


def list_files(site: Path) -> None:
    """Tell the service worker what to keep, and a version that changes with any of it."""
    files = sorted(path for path in site.rglob("*") if path.is_file())
    version = sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]
    names = ["./", *(path.relative_to(site).as_posix() for path in files)]
    text = f"const VERSION = {json.dumps(version)}, FILES = {json.dumps(names, indent=2)};\n"
    (site / "files.js").write_text(text, encoding="utf-8")


def link(root: Path) -> bool:
    """Put the demo's address into the README, if git's `origin` is at GitHub."""
    command = ["git", "remote", "get-url", "origin"]
    origin = subprocess.run(command, cwd=root, capture_output=True, text=True).stdout.strip()
    found = re.search(r"github\.com[:/]([^/]+)/(.+?)(?:\.git)?$", origin)
    if found:
        owner, name = found.groups()
        badge = f"https://github.com/{owner}/{name}/actions/workflows/pages.yml/badge.svg"
        page = address(owner, name)
        fill(root / "README.md", "demo", f"Live demo: <{page}> [![pages]({badge})]({page})")
    return bool(found)


def address(owner: str, name: str) -> str:
    """Where GitHub Pages serves a repository."""
    host = f"{owner.lower()}.github.io"
    return f"https://{host}/" if name.lower() == host else f"https://{host}/{name}/"


def main() -> None:
    """Build the site and say what became of it; SystemExit where the pipeline did not run yet."""
    try:
        site = build(Path())
    except (OSError, RuntimeError) as error:
        raise SystemExit(f"no demo without a run of the pipeline: {error}") from None
    size = sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) / 1e6
    known = "in" if link(Path()) else "not yet in"
    print(f"site/: {size:.1f} MB; its address is {known} the README")


if __name__ == "__main__":
    main()
