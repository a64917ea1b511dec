"""The page in a real browser: Debian's Chromium, driven by playwright."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.generated.serving import Running, serving

pytestmark = [pytest.mark.slow, pytest.mark.matrix]

SIZES = {"desktop": (1100, 900), "phone": (360, 740)}
# What a contrast checker computes: the ratio of the luminances of text and what is behind it.
CONTRASTS = """() => {
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.backgroundColor = "Canvas";
  const canvas = getComputedStyle(probe).backgroundColor;
  probe.remove();
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
    return canvas;
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
def service(sample_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The sample's service."""
    with serving(sample_project, tmp_path_factory.mktemp("log")) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A running Chromium."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(params=[(size, scheme) for size in SIZES for scheme in ("light", "dark")], ids=str)
def page(request: pytest.FixtureRequest, browser: Any, service: Running) -> Iterator[Any]:
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
    page.goto(service.address)
    page.wait_for_selector("#limits:not(:empty)")
    yield page
    page.close()
    assert said == []
    assert [url for url in asked if not url.startswith((service.address, "data:", "file:"))] == []


def field(page: Any, name: str) -> Any:
    """The field of a column, found by its label as a reader finds it."""
    return page.get_by_label(name, exact=True)


def error_of(page: Any, name: str) -> str:
    """What is said beside a field."""
    _, error = field(page, name).get_attribute("aria-describedby").split()
    text: str = page.inner_text(f"#{error}")
    return text


def ask(page: Any) -> str:
    """Press Predict and wait for the answer."""
    page.click("button")
    page.wait_for_selector("#answer .decision")
    text: str = page.inner_text("#answer")
    return text


def fits(page: Any) -> bool:
    """Whether nothing must be scrolled to from left to right."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_the_example_is_answered_and_explained(page: Any, service: Running) -> None:
    record = service.json("/model")
    answer = service.json("/predict", record["example"])
    said = ask(page)
    assert said.startswith(f"late: {answer['prediction']}")
    shown = re.search(r"Probability of yes: ([\d.]+) %", said)
    assert shown and float(shown[1]) / 100 == pytest.approx(answer["probability"], rel=5e-3)
    assert 0 < page.locator("#answer li").count() <= 12
    limits = page.inner_text("#limits")
    assert f"version {record['version']}: {record['metric']} " in limits
    assert "95 % interval" in limits and "baseline" in limits


def test_what_is_written_is_what_is_asked(page: Any) -> None:
    field(page, "hour").fill(" 7 ")
    field(page, "district").select_option("Newtown")
    field(page, "rain mm").fill("")
    with page.expect_request("**/explain") as sent:
        ask(page)
    case = json.loads(sent.value.post_data)
    assert (case["hour"], case["district"]) == (7, "Newtown")
    assert "rain_mm" not in case


@pytest.mark.parametrize(
    ("value", "says"), [("99", "less than or equal to 23"), ("", "required"), ("noon", "integer")]
)
def test_what_is_refused_is_said_beside_its_field(page: Any, value: str, says: str) -> None:
    field(page, "hour").fill(value)
    page.click("button")
    page.wait_for_selector("[aria-invalid=true]")
    assert says in error_of(page, "hour")
    assert page.locator("[aria-invalid=true]").count() == 1
    assert field(page, "hour").evaluate("e => e === document.activeElement")
    assert page.locator("#answer .decision").count() == 0
    field(page, "hour").fill("9")
    ask(page)
    assert error_of(page, "hour") == ""


def test_it_can_be_used_with_the_keyboard_alone(page: Any) -> None:
    active = "document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent"
    reached = []
    while "API documentation" not in reached:
        page.keyboard.press("Tab")
        reached.append(page.evaluate(active))
        assert len(reached) < 60
    assert reached[:2] == ["district", "cuisine"]
    assert reached[-2:] == ["Predict", "API documentation"]
    assert len(reached) == page.locator("#fields label").count() + 2
    field(page, "hour").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer .decision")


def test_everything_has_a_name_and_contrast(page: Any) -> None:
    field(page, "hour").fill("99")
    page.click("button")
    page.wait_for_selector("[aria-invalid=true]")
    assert low_contrasts(page) == []
    field(page, "hour").fill("9")
    ask(page)
    assert low_contrasts(page) == []
    nameless = page.evaluate(
        "[...document.querySelectorAll('input, select, button')].filter((e) => e.checkVisibility()"
        " && !e.labels?.length && !e.textContent.trim()).length"
    )
    assert nameless == 0
    assert page.get_attribute("html", "lang") == "en"
    assert page.locator("h1").count() == 1


def low_contrasts(page: Any) -> list[Any]:
    """Texts that are too pale, each with its ratio."""
    found = page.evaluate(CONTRASTS)
    assert len(found) > 10
    return [pair for pair in found if pair[1] < 4.5]


def test_it_fits_its_window(page: Any) -> None:
    assert fits(page)
    ask(page)
    assert fits(page)


def test_the_report_can_be_read(page: Any, sample_project: Path) -> None:
    page.goto((sample_project / "reports/report.html").as_uri())
    assert fits(page)
    assert low_contrasts(page) == []
    assert page.get_attribute("html", "lang") == "en"
    charts = page.locator("img")
    assert charts.count() > 2
    for place in range(charts.count()):
        assert charts.nth(place).get_attribute("alt")
        assert charts.nth(place).evaluate("e => e.naturalWidth") > 0


def test_a_key_is_asked_for_when_one_is_needed(
    browser: Any, sample_project: Path, tmp_path: Path
) -> None:
    with serving(sample_project, tmp_path, API_KEY="sesame") as running:
        page = browser.new_page()
        page.goto(running.address)
        page.wait_for_selector("#limits:not(:empty)")
        assert not page.is_visible("#api-key")
        page.click("button")
        page.wait_for_selector("#api-key")
        assert page.evaluate("document.activeElement.id") == "api-key"
        page.keyboard.type("open")
        page.click("button")
        page.wait_for_selector("#answer:has-text('No prediction')")
        page.fill("#api-key", "sesame")
        assert "Probability" in ask(page)
        page.close()
