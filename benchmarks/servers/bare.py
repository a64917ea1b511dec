"""The floor: Starlette alone around the same ONNX session; no checks, counters or log."""

import importlib
import os
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

PACKAGE = os.environ["PACKAGE"]
inputs = importlib.import_module(f"{PACKAGE}.model.inputs")
predictor = importlib.import_module(f"{PACKAGE}.model.predictor")
model = predictor.Predictor(Path("release/champion.onnx"))


async def predict(request: Request) -> JSONResponse:
    """What the model says about one case."""
    feed = inputs.to_feed({name: [value] for name, value in (await request.json()).items()})
    return JSONResponse({"said": model.predict(feed).tolist()})


app = Starlette(routes=[Route("/predict", predict, methods=["POST"])])
