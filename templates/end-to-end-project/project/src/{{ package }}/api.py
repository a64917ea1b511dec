"""The service: asks the exported champion, one case at a time."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import fastapi
from fastapi.responses import FileResponse

from .prediction import Prediction, predictions
from .predictor import Predictor
from .schema import DESCRIPTION, TARGET, Features


@asynccontextmanager
async def lifespan(app: fastapi.FastAPI) -> AsyncIterator[None]:
    """Load the model before the first request; `MODEL_DIR` says where it lies."""
    app.state.predictor = Predictor(Path(os.environ.get("MODEL_DIR", "models"), "champion.onnx"))
    yield


def get_predictor(request: fastapi.Request) -> Predictor:
    """The model that was loaded when the service began."""
    predictor: Predictor = request.app.state.predictor
    return predictor


app = fastapi.FastAPI(title=f"Predict {TARGET}", description=DESCRIPTION, lifespan=lifespan)


@app.get("/", include_in_schema=False)
async def page() -> FileResponse:
    """A page with a form to try the model."""
    return FileResponse(Path(__file__).parent / "web/index.html")


@app.get("/health")
async def health(predictor: Annotated[Predictor, fastapi.Depends(get_predictor)]) -> dict[str, str]:
    """Whether the service is alive and its model loaded."""
    return {"status": "ok"}


@app.post("/predict")
async def predict(
    case: Features, predictor: Annotated[Predictor, fastapi.Depends(get_predictor)]
) -> Prediction:
    """The prediction for one case."""
    # Fast enough to answer on the event loop; a thread pool would cost more than the model.
    return predictions(predictor, [case.model_dump()])[0]
