"""What monitoring adds to the service: POST /feedback and GET /metrics/drift."""

import json
from datetime import datetime
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from pydantic import BaseModel, ConfigDict, Field

from ..schema import TARGET, Target

feedback, metrics = APIRouter(), APIRouter()  # with the key, and without it


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


# The service only shows the newest report: it has no packages for statistics.
@metrics.get("/metrics/drift", include_in_schema=False)
def show_drift() -> Response:
    """The newest drift report, for Prometheus; nothing while there is none."""
    file, registry = Path("reports/drift.json"), CollectorRegistry()
    if file.exists():
        found, labels = json.loads(file.read_text(encoding="utf-8")), ["column", "of"]
        psi = Gauge("drift_psi", "Population stability index", labels, registry=registry)
        is_drift = Gauge("drift_found", "1 where it is drift", labels, registry=registry)
        for each in found["checks"]:
            psi.labels(each["column"], each["of"]).set(each["psi"])
            is_drift.labels(each["column"], each["of"]).set(each["is_drift"])
        made = Gauge("drift_report_seconds", "When the report was made", registry=registry)
        made.set(datetime.fromisoformat(found["time"]).timestamp())
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
