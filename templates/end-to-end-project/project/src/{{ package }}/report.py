"""The results as a person reads them: charts, tables, and the blocks in README and model card."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from .charts import draw
from .data_card import fill_data_card
from .data_report import cleaning_table
from .markers import fill
from .metrics import METRIC
from .tables import markdown_table
from .wording import short


def report(root: Path) -> None:
    """Write reports/evaluation.{md,png} and fill the marked blocks of the documents."""
    folder = root / "reports"
    comparison = json.loads((folder / "comparison.json").read_text())
    metrics = json.loads((folder / "metrics.json").read_text())
    quality = json.loads((folder / "data-quality.json").read_text())
    predictions = np.load(root / "data/processed/predictions.npz")
    draw(predictions["truth"], predictions["predicted"], folder / "evaluation.png")
    results = results_block(comparison["champion"], metrics)
    candidates = comparison_table(comparison, json.loads((folder / "timings.json").read_text()))
    tables = [results, candidates, quality_section(quality)]
    page = "\n\n".join(["# Evaluation", *tables, "![charts of the test part](evaluation.png)"])
    (folder / "evaluation.md").write_text(page + "\n", encoding="utf-8")
    fill(root / "README.md", "results", f"{results}\n\n{candidates}")
    fill(root / "docs/model-card.md", "results", results)
    fill_data_card(root / "docs/data-card.md", quality)


def results_block(champion: str, metrics: dict[str, Any]) -> str:
    """The champion against the baseline on the test part, with intervals and a verdict."""
    columns = ["champion", "baseline", "gain"]
    rows = [[name, *(number(metrics[c][name]) for c in columns)] for name in metrics["gain"]]
    head = [f"on {metrics['rows']:,} test rows", champion, "baseline", "difference"]
    note = "In brackets: 95 % bootstrap intervals."
    return "\n\n".join([verdict(champion, metrics), markdown_table(head, rows), note])


def verdict(champion: str, metrics: dict[str, Any]) -> str:
    """One sentence; better is said only when the interval of the difference says so."""
    gain = metrics["gain"][METRIC]
    if gain["low"] <= 0 <= gain["high"]:
        return f"**{champion}** is not shown to differ from the baseline in {METRIC}."
    value, base = metrics["champion"][METRIC]["value"], metrics["baseline"][METRIC]["value"]
    return f"**{champion}**: {METRIC} {short(value)} on the test part, the baseline {short(base)}."


def number(score: dict[str, float]) -> str:
    """A score with its interval."""
    return f"{short(score['value'])} ({short(score['low'])} … {short(score['high'])})"


def comparison_table(comparison: dict[str, Any], seconds: dict[str, float]) -> str:
    """All candidates in cross-validation: mean ± standard deviation over the folds."""
    candidates = comparison["candidates"]
    metrics = list(candidates[comparison["champion"]])
    rows = [
        [
            name,
            *(
                f"{short(scores[metric]['mean'])} ± {short(scores[metric]['std'])}"
                for metric in metrics
            ),
        ]
        for name, scores in candidates.items()
    ]
    timed = [[*row, f"{seconds[row[0]]:.1f}"] for row in rows]
    return markdown_table(["cross-validation", *metrics, "seconds"], timed)


def quality_section(quality: dict[str, Any]) -> str:
    """What cleaning did, step by step, and the columns with missing values."""
    gaps = [f"{name} {1 - share:.1%}" for name, share in quality["coverage"].items() if share < 1]
    missing = f"Missing values: {', '.join(gaps) or 'none'}."
    more = "Rules, examples and columns: [data-quality.md](data-quality.md)."
    head, rows = cleaning_table(quality["steps"])
    return "\n\n".join(
        [
            markdown_table(head[:1] + head[2:], [row[:1] + row[2:] for row in rows]),
            f"{missing} {more}",
        ]
    )


if __name__ == "__main__":
    report(Path())
