"""The service: what can be asked of the released champion."""

import asyncio
import logging
import signal
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import fastapi
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import FileResponse, Response
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel, ConfigDict, Field

from .access import KEY, Gate
from .champion import ChampionError, probe
from .config import Config
from .json_route import JsonRoute
from .prediction import Explanation, Feedback, Prediction
from .problems import Reason, Refusal, refuse
from .schema import DESCRIPTION, TARGET, Features
from .service import Service
from .telemetry import Timed

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
    return {"version": champion.version} | champion.record


@about.get("/metrics", response_class=Response)
async def metrics(request: fastapi.Request) -> Response:
    """The counters of the service, for Prometheus."""
    return Response(service_of(request).metrics(), media_type="text/plain; version=0.0.4")


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


def create_app(config: Config) -> fastapi.FastAPI:
    """The service with these settings."""

    @asynccontextmanager
    async def lifespan(app: fastapi.FastAPI) -> AsyncIterator[None]:
        app.state.service = service = Service(config)
        on_hangup(service)
        yield
        service.close()

    app = fastapi.FastAPI(
        title=f"Predict {TARGET}",
        description=DESCRIPTION,
        lifespan=lifespan,
        telemetry={"tracing": False},  # /metrics has what is needed
        docs_url=None,
        redoc_url=None,
    )
    app.state.config = config
    # The gate knows sizes that are told; this is for bodies that come in pieces.
    asked.max_body_size = config.max_body_bytes
    app.include_router(asked, dependencies=[fastapi.Security(KEY)] if config.api_key else [])
    app.include_router(about)
    app.mount("/web", StaticFiles(directory=WEB))
    app.add_exception_handler(RequestValidationError, refuse)
    if config.cors_origins:
        app.add_middleware(CORSMiddleware, allow_origins=config.cors_origins, allow_headers=["*"])
    app.add_middleware(Gate, key=config.api_key, most_bytes=config.max_body_bytes)
    app.add_middleware(Timed)
    return app


def on_hangup(service: Service) -> None:
    """Reload on SIGHUP, where there is such a signal and we may listen to it."""

    async def reload() -> None:
        try:
            await service.reload()
        except ChampionError as error:
            logging.getLogger("uvicorn.error").warning("the old model stays: %s", error)

    if hasattr(signal, "SIGHUP") and threading.current_thread() is threading.main_thread():
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGHUP, lambda: loop.create_task(reload()))


app = create_app(Config.from_environment())
