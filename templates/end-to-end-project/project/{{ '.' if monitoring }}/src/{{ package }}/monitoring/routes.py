"""What monitoring adds to the service: POST /feedback and GET /metrics/drift."""

from fastapi import APIRouter, HTTPException, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from pydantic import BaseModel, ConfigDict, Field

from ..schema import TARGET, Target
from .drift import drift

feedback, metrics = APIRouter(), APIRouter()


class Truth(BaseModel):
    """What turned out to be true."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    id: str = Field(pattern="^[0-9a-f]{32}$", description="The prediction's")
    truth: Target = Field(description=f"The true {TARGET}")


@feedback.post("/feedback", status_code=204, max_body_size=10_000)
async def note(truth: Truth, request: Request) -> None:
    """Note what turned out to be true, by the prediction's id."""
    if not request.app.state.log:
        raise HTTPException(409, "this service logs nothing")
    request.app.state.log.put(truth.model_dump())


# Apart from /metrics: it takes longer and is asked less often. In a thread: others are answered.
@metrics.get("/metrics/drift", include_in_schema=False)
def show_drift(request: Request) -> Response:
    """The drift of each column, for Prometheus."""
    registry = CollectorRegistry()
    gauge = Gauge("input_drift", "Population stability index", ["column"], registry=registry)
    log = request.app.state.log
    for name, score in drift(log.folder if log else None).items():
        gauge.labels(name).set(score)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
