"""The demo in a real browser: what it says is what the pipeline and the service say."""

import functools
import http.server
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.generated.conftest import Whole, dataset, make
from tests.generated.test_page import SIZES, ask, browser, error_of, field, fits, low_contrasts

pytestmark = [pytest.mark.slow, pytest.mark.matrix]
__all__ = ["browser"]  # a fixture

MOST_BYTES = 5_000_000  # that a first visit loads
TOLERANCE = 1e-6  # of a probability; of a number, in parts of the largest one
WORDS = {
    "billing": "invoice refund charged card Überweisung payment",
    "delivery": "parcel late courier address Straße lost",
    "account": "password login naïve e-mail locked 東京",
}
FILLING = ["the", "my", "is", "not", "please", "again", "yesterday", "what", "why", "and", "café"]
# Rows of the test part, then some with values that were never seen, and some where one is missing;
# what the pipeline says about each, and what the service says about the first of them.
EXPECTED = """
import json
import joblib, pandas as pd
from fastapi.testclient import TestClient
from {package}.model.inputs import STRINGS, to_frame
from {package}.model.scores import predict
from {package}.schema import EXAMPLE, NUMBERS
from {package}.service.api import app

names = [*NUMBERS, *STRINGS]
test = pd.read_parquet("data/processed/test.parquet")[names]
test = test.astype(object).where(test.notna(), None).head(1000)
few = test.head(20)
odd = [few.assign(**{{name: "Never seen: ñandú 東京 İx ½² a_b"}}) for name in STRINGS]
without = [few.assign(**{{name: None}}) for name in names]
rows = pd.concat([test, *odd, *without], ignore_index=True)
typed = rows.astype({{name: "float64" for name in NUMBERS}})
said = predict(joblib.load("models/champion.joblib"), to_frame(typed))
with TestClient(app) as client:
    answers = [client.post("/explain", json=EXAMPLE).json()]
print(json.dumps({{
    "rows": rows.to_dict("records"), "said": said.reshape(len(rows), -1).tolist(), "answers": answers,
}}, default=float))
"""


def tickets(folder: Path) -> Path:
    """A table whose class stands in a free text."""
    chance, lines = Random(1), ["message,waited_days,channel,team"]
    for _ in range(900):
        team = chance.choice(list(WORDS))
        telling = FILLING if chance.random() < 0.1 else FILLING + 2 * WORDS[team].split()
        message = " ".join(chance.choices(telling, k=chance.randint(6, 16))).capitalize()
        days = chance.choice(["", *range(30)])
        lines.append(f"{message}!,{days},{chance.choice(['web', 'app', 'phone'])},{team}")
    file = folder / "tickets.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


TABLES: dict[str, Callable[[Path], list[object]]] = {
    "binary": lambda _: [],
    "regression": lambda _: ["--kind", "regression"],
    "several classes": lambda _: ["--data", dataset("penguins.csv"), "--target", "species"],
    "free text": lambda folder: ["--data", tickets(folder), "--target", "team"],
    "a table": lambda _: ["--data", dataset("telco_churn.csv"), "--target", "Churn"],
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Whole]:
    """Makes a project and its site, once."""

    @cache
    def project(name: str) -> Whole:
        folder = tmp_path_factory.mktemp("demo")
        parts = ["--without", "all", "--with", "demo,explain"]
        made = make(folder / name.replace(" ", "-"), *TABLES[name](folder), *parts)
        made.run(f"uv run python -m {made.created['package']}.demo")
        return made

    return project


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files, and says nothing of it."""

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def hosting(folder: Path) -> Iterator[str]:
    """A host of files, as GitHub Pages is one, that packs nothing; its address."""
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=folder)
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def visit(browser: Any, address: str, **settings: Any) -> Any:
    """The page, ready to be used, for a visitor who comes for the first time."""
    page = browser.new_context(**settings).new_page()
    page.said, page.asked, page.loaded = [], [], []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.on("request", lambda request: page.asked.append(request.url))
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.on("Network.loadingFinished", lambda e: page.loaded.append(e["encodedDataLength"]))
    page.goto(address)
    page.wait_for_selector("#limits:not(:empty)")
    return page


def expected(project: Whole) -> dict[str, Any]:
    """What the pipeline and the service say."""
    script = EXPECTED.format(package=project.created["package"])
    (project.folder / "expected.py").write_text(script)
    said = project.run("uv run python expected.py 2> /dev/null; rm expected.py")
    return dict(json.loads(said.splitlines()[-1]))


@pytest.mark.parametrize("name", TABLES)
def test_it_says_what_the_pipeline_says(
    name: str, demo: Callable[[str], Whole], browser: Any
) -> None:
    project = demo(name)
    known = expected(project)
    with hosting(project.folder / "site") as address:
        page = visit(browser, address)
        script = "async (rows) => (await import(new URL('demo.js', location))).scores(rows)"
        said = page.evaluate(script, known["rows"])
        shown = ask(page)
        assert page.said == []
    scale = max(1.0, *(abs(value) for row in known["said"] for value in row))
    pairs = [(a, b) for row, other in zip(said, known["said"], strict=True)
             for a, b in zip(row, other, strict=True)]  # fmt: skip
    assert max(abs(a - b) for a, b in pairs) <= TOLERANCE * scale
    assert len({round(a, 4) for a, _ in pairs}) > 20
    assert f": {known['answers'][0]['prediction']}"[:6] in shown


def test_it_explains_as_the_service_does(demo: Callable[[str], Whole], browser: Any) -> None:
    answer = expected(demo("binary"))["answers"][0]
    with hosting(demo("binary").folder / "site") as address:
        page = visit(browser, address)
        script = "async (asked) => (await fetch('explain', {method: 'POST', body: JSON.stringify(asked)})).json()"
        example = demo("binary").json("release/champion.json")["example"]
        said = page.evaluate(script, example)
    assert said["prediction"] == answer["prediction"]
    assert said["probability"] == pytest.approx(answer["probability"], abs=TOLERANCE)
    assert said["contributions"] == pytest.approx(answer["contributions"], abs=TOLERANCE)


def test_it_loads_little_and_then_needs_no_network(
    demo: Callable[[str], Whole], browser: Any
) -> None:
    with hosting(demo("binary").folder / "site") as address:
        page = visit(browser, address)
        first = ask(page)
        assert 3_000_000 < sum(page.loaded) <= MOST_BYTES
        assert all(url.startswith((address, "data:")) for url in page.asked)
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    # The host is gone.
    page.reload()
    assert ask(page) == first
    page.click("text=model card")
    assert page.title() == "Model card with its limits"
    assert page.locator("h2").count() >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_it_can_be_used_by_everybody(
    size: str, scheme: str, demo: Callable[[str], Whole], browser: Any
) -> None:
    width, height = SIZES[size]
    settings = {"viewport": {"width": width, "height": height}, "color_scheme": scheme}
    with hosting(demo("binary").folder / "site") as address:
        page = visit(browser, address, **settings)
        field(page, "hour").fill("99")
        page.keyboard.press("Enter")
        page.wait_for_selector("[aria-invalid=true]")
        assert "less than or equal to 23" in error_of(page, "hour")
        for wrong, says in (("", "required"), ("noon", "valid integer")):
            field(page, "hour").fill(wrong)
            page.keyboard.press("Enter")
            page.wait_for_selector(f"small:has-text('{says}')")
        field(page, "hour").fill("9")
        assert "It says yes from a probability of" in ask(page)
        assert fits(page)
        assert low_contrasts(page) == []
        assert page.get_attribute("#answer", "aria-live") == "polite"
        for name in ("reports/report", "docs/model-card", "docs/data-card"):
            page.goto(f"{address}{name}.html")
            assert fits(page), name
