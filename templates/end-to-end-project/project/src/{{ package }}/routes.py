"""What can be asked of the service."""

import asyncio
from pathlib import Path
from typing import Any

import fastapi
from fastapi.responses import FileResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from .access import KEY
from .champion import ChampionError, probe
from .json_route import JsonRoute
from .prediction import Explanation, Feedback, Prediction
from .problems import Reason, Refusal
from .schema import Features
from .service import Service

BATCH_LIMIT = 1000
WEB = Path(__file__).parent / "web"
# The pages load nothing from elsewhere, and no other page may frame them.
PAGE = {"content-security-policy": "default-src 'self'; img-src data:; frame-ancestors 'none'"}
ERRORS: dict[int | str, dict[str, Any]] = {
    code: {"description": text, "model": Refusal if code == 422 else Reason}
    for code, text in {
        400: "The body cannot be read",
        401: "The key is missing or wrong",
        413: "The body is too large",
        415: "The body is not JSON",
        422: "A field is wrong: which, and what it may be",
        503: "There is no model yet",
    }.items()
}


class Cases(BaseModel):
    """Several cases at once."""

    model_config = ConfigDict(extra="forbid")

    cases: list[Features] = Field(min_length=1, max_length=BATCH_LIMIT)


class Predictions(BaseModel):
    """One answer for each case, in their order."""

    predictions: list[Prediction]


class Noted(BaseModel):
    """That a truth was taken down."""

    status: str


def service_of(request: fastapi.Request) -> Service:
    """The running service."""
    service: Service = request.app.state.service
    return service


asked = fastapi.APIRouter(route_class=JsonRoute, responses=ERRORS)
about = fastapi.APIRouter()


@asked.post("/predict")
async def predict(case: Features, request: fastapi.Request) -> Prediction:
    """The prediction for one case."""
    # Fast enough to answer on the event loop; a thread would cost more than the model.
    return Prediction(**service_of(request).predict([case.model_dump()])[0])


@asked.post("/explain")
async def explain(case: Features, request: fastapi.Request) -> Explanation:
    """The prediction for one case, and what each feature contributes to it."""
    return Explanation(**service_of(request).explain(case.model_dump()))


@asked.post("/predict/batch")
async def predict_batch(given: Cases, request: fastapi.Request) -> Predictions:
    """The predictions for several cases."""
    rows = [case.model_dump() for case in given.cases]
    # In a thread: others are answered meanwhile.
    answers = await asyncio.to_thread(service_of(request).predict, rows)
    return Predictions(predictions=[Prediction(**answer) for answer in answers])


@asked.post("/feedback", status_code=202)
async def feedback(truth: Feedback, request: fastapi.Request) -> Noted:
    """Take down what turned out to be true of a case; the log has both by the prediction's id."""
    service_of(request).note(truth.model_dump())
    return Noted(status="noted")


@about.get("/health")
async def health() -> dict[str, str]:
    """Whether the service is alive."""
    return {"status": "ok"}


@about.get("/ready", responses={503: ERRORS[503]})
async def ready(request: fastapi.Request) -> dict[str, str]:
    """Whether the model is loaded and answers: it is asked about the example."""
    champion = service_of(request).served()
    try:
        probe(champion)
    except ChampionError as error:
        raise fastapi.HTTPException(503, str(error)) from None
    return {"status": "ready", "model": champion.version}


@about.get("/model", responses={503: ERRORS[503]})
async def model(request: fastapi.Request) -> dict[str, Any]:
    """What is known about the model: version, training, figures, threshold, use and limits."""
    champion = service_of(request).served()
    hidden = ("reference", "edges")  # of use to the service alone
    known = {name: value for name, value in champion.record.items() if name not in hidden}
    return {"version": champion.version} | known


@about.get("/metrics", response_class=Response)
async def metrics(request: fastapi.Request) -> Response:
    """The counters of the service, for Prometheus."""
    text = await asyncio.to_thread(service_of(request).metrics)
    return Response(text, media_type="text/plain; version=0.0.4")


@about.post(
    "/reload",
    dependencies=[fastapi.Security(KEY)],
    responses={401: ERRORS[401], 403: ERRORS[401], 409: {"model": Reason}},
)
async def reload(request: fastapi.Request) -> dict[str, str]:
    """Serve the model that is released now; a bad one is refused, and the old one stays."""
    try:
        return {"model": (await service_of(request).reload()).version}
    except ChampionError as error:
        raise fastapi.HTTPException(409, f"the old model stays: {error}") from None


@about.get("/", include_in_schema=False)
async def page() -> FileResponse:
    """A page with a form to try the model."""
    return FileResponse(WEB / "index.html", headers=PAGE)


@about.get("/docs", include_in_schema=False)
async def docs() -> FileResponse:
    """A page that describes the service; FastAPI's own would load its scripts from elsewhere."""
    return FileResponse(WEB / "docs.html", headers=PAGE)
