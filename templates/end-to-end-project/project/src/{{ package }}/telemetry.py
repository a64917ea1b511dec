"""What the service counts about itself, for Prometheus."""

import time
from collections.abc import Sequence

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .schema import CLASSES

SECONDS = (1e-4, 2e-4, 3e-4, 4e-4, 5e-4, 7.5e-4, 1e-3, 2e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.5, 1)
METHODS = {"GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"}


class Telemetry:
    """The counters of one running service; `edges` separate predicted numbers."""

    def __init__(self, edges: Sequence[float] = ()) -> None:
        """Begin at zero, in a registry of its own."""
        self.registry = where = CollectorRegistry()
        ProcessCollector(registry=where)  # CPU and memory
        self.requests = Counter(
            "http_requests", "Requests answered", ["method", "path", "status"], registry=where
        )
        self.seconds = Histogram(
            "http_request_duration_seconds",
            "Time to an answer",
            ["path"],
            buckets=SECONDS,
            registry=where,
        )
        self.classes = Counter("predictions", "Predictions by class", ["prediction"], registry=None)
        self.values = Histogram(
            "prediction", "Predicted values", buckets=edges or (0,), registry=None
        )
        where.register(self.classes if CLASSES else self.values)
        self.problems = Counter(
            "input_problems", "What was wrong, where", ["column", "problem"], registry=where
        )
        self.model = Gauge("model_info", "The model that is served", ["version"], registry=where)
        self.reloads = Counter("model_reloads", "Models looked at", ["result"], registry=where)
        self.drift = Gauge(
            "input_drift", "Stability index of the latest cases", ["column"], registry=where
        )
        self.dropped = Gauge(
            "prediction_log_dropped", "Predictions and truths not logged", registry=where
        )
        self.waiting = Gauge("prediction_log_waiting_bytes", "Not yet on disk", registry=where)

    def predicted(self, prediction: str | float) -> None:
        """Count one prediction."""
        if isinstance(prediction, str):
            self.classes.labels(prediction).inc()
        else:
            self.values.observe(prediction)

    def serve(self, version: str) -> None:
        """Note which model answers from now on."""
        self.model.clear()
        self.model.labels(version).set(1)

    def page(self) -> bytes:
        """Everything in Prometheus' text format."""
        return generate_latest(self.registry)


class Timed:
    """Counts and times every request; plain ASGI, as it stands in everyone's way."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and note its status and time."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        start, status = time.perf_counter(), 500

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watch)
        finally:
            telemetry: Telemetry = scope["app"].state.service.telemetry
            # The route's path, not the one asked for: strangers would make up endless labels.
            path = getattr(scope.get("route"), "path", "(other)")
            method = scope["method"] if scope["method"] in METHODS else "(other)"
            telemetry.requests.labels(method, path, status).inc()
            telemetry.seconds.labels(path).observe(time.perf_counter() - start)
