"""The page in a real browser: Debian's Chromium, driven by playwright."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.generated.serving import serving

pytestmark = [pytest.mark.slow, pytest.mark.matrix]

SIZES = {"desktop": (1100, 900), "phone": (360, 740)}
# What a contrast checker computes: the ratio of the luminances of text and what is behind it.
CONTRASTS = """() => {
  const luminance = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((v) => v / 255)
      .map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (!colour.startsWith("rgba(0, 0, 0, 0")) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const texts = [...document.querySelectorAll("body *")].filter((e) => e.checkVisibility()
    && [...e.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
  return texts.map((e) => {
    const pair = [luminance(getComputedStyle(e).color), luminance(behind(e))].sort((x, y) => y - x);
    return [e.textContent.slice(0, 30), (pair[0] + 0.05) / (pair[1] + 0.05)];
  });
}"""


def find_browser() -> str:
    """The path of Chromium; the test is skipped where there is none."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no Chromium here: sudo scripts/install-browser.sh")
    return program


@pytest.fixture(scope="module")
def address(sample_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the sample's service runs."""
    with serving(sample_project, tmp_path_factory.mktemp("log")) as running:
        yield running.address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A running Chromium."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(params=[(size, scheme) for size in SIZES for scheme in ("light", "dark")], ids=str)
def page(request: pytest.FixtureRequest, browser: Any, address: str) -> Iterator[Any]:
    """The page, ready to be used; it must say nothing on the console and ask nobody else."""
    size, scheme = request.param
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    said: list[str] = []
    asked: list[str] = []
    # That the service refused something is for the page to say, and the browser says it too.
    refused = "Failed to load resource: the server responded with a status of 4"
    page.on("console", lambda m: m.text.startswith(refused) or said.append(m.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.wait_for_selector("#examples button")
    yield page
    page.close()
    assert said == []
    assert [url for url in asked if not url.startswith((address, "data:"))] == []


def ask(page: Any) -> str:
    """Press Predict and wait for the answer."""
    page.click("[type=submit]")
    page.wait_for_selector("#answer.big")
    text: str = page.inner_text("#answer")
    return text


def test_the_example_is_answered_and_explained(page: Any) -> None:
    assert "probability" in ask(page)
    assert "threshold" in page.inner_text("#meaning")
    assert 0 < page.locator("#contributions li").count() <= 6
    assert page.locator("#limit-list li").count() >= 3


def test_each_made_up_case_fills_the_form_and_is_answered(page: Any) -> None:
    for name in ("no", "yes"):
        page.click(f"#examples button:text-is('{name}')")
        page.wait_for_selector("#answer.big")
        assert page.inner_text("#answer").startswith(name)


def test_what_is_refused_is_said_beside_its_field(page: Any) -> None:
    page.fill("#field-hour", "99")
    page.click("[type=submit]")
    page.wait_for_selector("[aria-invalid=true]")
    assert page.inner_text("#error-hour") == "Must be a whole number from 0 to 23"
    assert page.evaluate("document.activeElement.id") == "field-hour"
    page.fill("#field-hour", "9")
    assert page.inner_text("#error-hour") == ""
    ask(page)


def test_it_can_be_used_with_the_keyboard_alone(page: Any) -> None:
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.type"))
    assert {"field-district", "field-hour", "submit", "reset"} <= reached
    page.focus("#field-hour")
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer.big")


def test_everything_has_a_name_and_contrast(page: Any) -> None:
    ask(page)
    nameless = page.evaluate(
        "[...document.querySelectorAll('input, select, button')].filter((e) => e.checkVisibility()"
        " && !e.labels?.length && !e.textContent.trim()).length"
    )
    assert nameless == 0
    assert page.get_attribute("html", "lang") == "en"
    assert page.locator("h1").count() == 1
    assert [pair for pair in page.evaluate(CONTRASTS) if pair[1] < 4.5] == []


def test_it_fits_its_window(page: Any) -> None:
    ask(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_docs_page_lists_every_call(page: Any, address: str) -> None:
    page.goto(address + "docs")
    page.wait_for_selector(".call")
    calls = page.locator(".call h2").all_inner_texts()
    assert {"POST /predict", "POST /predict/batch", "POST /explain", "GET /metrics"} <= set(calls)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_key_is_asked_for_when_one_is_needed(
    browser: Any, sample_project: Path, tmp_path: Path
) -> None:
    with serving(sample_project, tmp_path, API_KEY="sesame") as running:
        page = browser.new_page()
        page.goto(running.address)
        page.wait_for_selector("#examples button")
        page.click("[type=submit]")
        page.wait_for_selector("#api-key")
        assert page.evaluate("document.activeElement.id") == "api-key"
        page.keyboard.type("sesame")
        assert "probability" in ask(page)
        page.close()
