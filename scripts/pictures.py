"""Takes the pictures of the docs from a project that has run: its page, its report, its README.

.venv/bin/python scripts/pictures.py PROJECT     writes docs/pictures/*.png (needs Chromium)

Such a project is made by: python3 dev.py new ../food-times --defaults --run
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from markdown_it import MarkdownIt
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.generated.serving import serving  # noqa: E402
from tests.generated.test_page import find_browser  # noqa: E402

PICTURES = ROOT / "docs/pictures"
WIDTH, HEIGHT = 900, 760
STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 820px; margin: 24px auto; color: #1f2328 }
pre { background: #f6f8fa; padding: 12px; overflow: hidden } code { font-size: 85% }
img { max-width: 100% } table { border-collapse: collapse } td, th { border: 1px solid #d1d9e0;
padding: 4px 10px } h1, h2 { border-bottom: 1px solid #d1d9e0; padding-bottom: 6px }
"""


def main(project: Path) -> None:
    """Take all of them."""
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as started, TemporaryDirectory() as log:
        browser = started.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        with serving(project, log) as running:
            take_service(page, running.address)
        page.goto((project / "reports/report.html").as_uri())
        take(page, "report")
        take_readme(page, project)


def take_service(page: Any, address: str) -> None:
    """The page with an answer to its example."""
    page.goto(address)
    page.click("button")
    page.wait_for_selector("#answer .decision")
    page.locator("#answer").scroll_into_view_if_needed()
    take(page, "service", full=True)


def take_readme(page: Any, project: Path) -> None:
    """The README as a host of repositories shows it."""
    body = (
        MarkdownIt("commonmark").enable("table").render((project / "README.md").read_text("utf-8"))
    )
    draft = project / "reports/readme-draft.html"  # beside it, so that pictures are found
    draft.write_text(f"<base href='{project.as_uri()}/'><style>{STYLE}</style>{body}", "utf-8")
    try:
        page.goto(draft.as_uri())
        take(page, "readme")
    finally:
        draft.unlink()


def take(page: Any, name: str, *, full: bool = False) -> None:
    """One picture."""
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / f"{name}.png", full_page=full)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
