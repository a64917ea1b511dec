"""The floor: Starlette alone around the same ONNX session; no checks, counters or log."""

import importlib
import os
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

PACKAGE = os.environ["PACKAGE"]
features = importlib.import_module(f"{PACKAGE}.features")
predictor = importlib.import_module(f"{PACKAGE}.predictor").Predictor(Path("release/champion.onnx"))


async def predict(request: Request) -> JSONResponse:
    """The model's probabilities for one case."""
    feed = features.to_feed([await request.json()])
    return JSONResponse({"probabilities": predictor.answers(feed)[1][0].tolist()})


app = Starlette(routes=[Route("/predict", predict, methods=["POST"])])
