"""What a visitor of the demo waits for and loads, in Debian's Chromium, from a host on this machine.

python benchmarks/demo.py PROJECT: its site is built. Every visit is a first one.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright
from uv import find_uv_bin

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.generated.test_demo import hosting, visit
from tests.generated.test_page import ask, find_browser

VISITS = 10


def main() -> None:
    """Visit the site some times and print the medians and the worst."""
    project = Path(sys.argv[1]).resolve()
    package = next((project / "src").iterdir()).name
    build = [find_uv_bin(), "run", "python", "-m", f"{package}.demo"]
    subprocess.run(build, cwd=project, check=True)
    with sync_playwright() as started, hosting(project / "site") as address:
        browser = started.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        found = [measure(browser, address) for _ in range(VISITS)]
        browser.close()
    for name, unit, values in zip(
        ("page is there", "first answer", "loaded"), ("s", "s", "MB"), zip(*found, strict=True),
        strict=True,
    ):  # fmt: skip
        print(f"{name}: median {statistics.median(values):.2f} {unit}, worst {max(values):.2f}")


def measure(browser: Any, address: str) -> tuple[float, float, float]:
    """Seconds to the page and to the first answer, asked for at once, and megabytes until then."""
    start = time.perf_counter()
    page = visit(browser, address)
    there = time.perf_counter() - start
    ask(page)
    answered = time.perf_counter() - start
    size = sum(page.loaded) / 1e6
    page.context.close()
    return there, answered, size


if __name__ == "__main__":
    main()
