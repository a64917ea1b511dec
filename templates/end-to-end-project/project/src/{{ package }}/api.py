"""The service: the released champion behind HTTP, with its settings from the environment."""

import asyncio
import logging
import signal
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import fastapi
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.staticfiles import StaticFiles

from .access import KEY, Gate
from .champion import ChampionError
from .config import Config
from .problems import refuse
from .routes import WEB, about, asked
from .schema import DESCRIPTION, TARGET
from .service import Service
from .telemetry import Timed


def create_app(config: Config) -> fastapi.FastAPI:
    """The service with these settings."""

    @asynccontextmanager
    async def lifespan(app: fastapi.FastAPI) -> AsyncIterator[None]:
        app.state.service = service = Service(config)
        on_hangup(service)
        try:
            yield
        finally:
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
    documented = [fastapi.Security(KEY)] if config.api_key else []
    # The gate knows sizes that are told; this one is for bodies that come in pieces.
    app.include_router(asked, dependencies=documented, max_body_size=config.max_body_bytes)
    app.include_router(about)
    app.mount("/web", StaticFiles(directory=WEB))
    app.add_exception_handler(RequestValidationError, refuse)
    # What is added last is passed first.
    app.add_middleware(Gate, key=config.api_key, most_bytes=config.max_body_bytes)
    if config.cors_origins:
        app.add_middleware(CORSMiddleware, allow_origins=config.cors_origins, allow_headers=["*"])
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
