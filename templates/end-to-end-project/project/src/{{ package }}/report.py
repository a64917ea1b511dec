"""The results as a person reads them: the evaluation page, and the blocks of the documents."""

from pathlib import Path

from . import behaviour, choice, weaknesses
from .answers import answers_block
from .blocks import results_block, scores_block, training_block, weaknesses_block
from .data_card import fill_data_card
from .markers import fill
from .pages import Section, markdown, page
from .results import Results
from .schema import DESCRIPTION, TARGET
from .verdict import cross_validated, key_figures, verdict, warnings


def report(root: Path) -> None:
    """Write reports/evaluation.{md,html} with their charts, and fill the marked blocks."""
    run = Results.load(root)
    parts = [
        in_short(run),
        *choice.sections(run),
        *behaviour.sections(run),
        *weaknesses.sections(run),
    ]
    for kind, make in (("md", markdown), ("html", page)):
        content = make(f"Evaluation: {TARGET}", parts)
        (root / f"reports/evaluation.{kind}").write_text(content + "\n", encoding="utf-8")
    fill_documents(root, run)


def in_short(run: Results) -> Section:
    """The verdict and the key figures."""
    lines = [DESCRIPTION, verdict(run.champion, run.metrics), *warnings(run.metrics)]
    text = "\n".join([*lines, cross_validated(run)])
    return Section("In short", text, facts=key_figures(run))


def fill_documents(root: Path, run: Results) -> None:
    """Write what the run found between the markers of README, cards and interview notes."""
    card = root / "docs/model-card.md"
    fill(root / "README.md", "results", results_block(run))
    fill(card, "results", scores_block(run))
    fill(card, "training", training_block(run))
    fill(card, "weaknesses", weaknesses_block(run))
    fill(root / "docs/interview.md", "answers", answers_block(run))
    fill_data_card(root / "docs/data-card.md", run.quality)


if __name__ == "__main__":
    report(Path())
