"""What happens between a checked request and its answer: ask the model, count, log."""

import asyncio
import os
from typing import Any

from fastapi import HTTPException

from .champion import Champion, ChampionError, load
from .config import Config
from .contributions import contributions
from .drift import Drift
from .prediction import answers, place_of, values
from .prediction_log import PredictionLog
from .telemetry import Telemetry


class Service:
    """One running service: its model, its counters and its log."""

    def __init__(self, config: Config) -> None:
        """Load the model, if there is one; without it the service says what is missing."""
        self.config = config
        self.problem = ""
        self.champion: Champion | None = None
        self.drift = Drift()
        self.log = PredictionLog(config.log_dir) if config.log_dir else None
        try:
            self.champion = load(config.model_dir)
        except ChampionError as error:
            self.problem = str(error)
        edges = self.champion.record["edges"] if self.champion else ()
        self.telemetry = Telemetry(edges)
        if self.champion:
            self.telemetry.serve(self.champion.version)

    def served(self) -> Champion:
        """The model that answers now; 503 while there is none."""
        if self.champion is None:
            raise HTTPException(503, self.problem)
        return self.champion

    async def reload(self) -> Champion:
        """Take the model that lies in the folder now; ChampionError keeps the old one."""
        try:
            champion = await asyncio.to_thread(load, self.config.model_dir)
        except ChampionError:
            self.telemetry.reloads.labels("refused").inc()
            raise
        self.champion, self.problem = champion, ""
        self.telemetry.serve(champion.version)
        self.telemetry.reloads.labels("done").inc()
        return champion

    def predict(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The answers to cases, counted and logged."""
        champion = self.served()
        self.drift.cases.extend(rows)
        given = answers(values(champion.predictor.outputs(rows)), champion.predictor.threshold)
        for row, answer in zip(rows, given, strict=True):
            answer |= {"id": os.urandom(8).hex(), "model": champion.version}
            self.telemetry.predicted(answer["prediction"])
            if self.log:
                self.log.put("predictions", answer | {"input": self.without(row)})
        return given

    def without(self, row: dict[str, Any]) -> dict[str, Any]:
        """A case without the columns that must not be logged."""
        left_out = self.config.log_leave_out
        return {name: row[name] for name in row if name not in left_out} if left_out else row

    def explain(self, row: dict[str, Any]) -> dict[str, Any]:
        """The answer to a case, with the contributions of the features."""
        champion = self.served()
        answer = self.predict([row])[0]
        typical = champion.record["typical"]
        found = contributions(champion.predictor, row, typical, place_of(answer))
        return answer | {"contributions": found}

    def note(self, truth: dict[str, Any]) -> None:
        """Log what turned out to be true; 503 where nothing is logged."""
        if not self.log:
            raise HTTPException(503, "nothing is logged: the service has no LOG_DIR")
        self.log.put("feedback", truth)

    def metrics(self) -> bytes:
        """The counters as Prometheus reads them."""
        if self.log:
            self.telemetry.dropped.set(self.log.dropped)
            self.telemetry.waiting.set(self.log.waiting)
        if self.champion:
            for column, score in self.drift.scores(self.champion.record["reference"]).items():
                self.telemetry.drift.labels(column).set(score)
        return self.telemetry.page()

    def close(self) -> None:
        """Write what is still to be logged."""
        if self.log:
            self.log.close()
