"""The stage: docs/interview.md, questions with answers that have this run's figures."""

from pathlib import Path

from ..report.write import facts, fill, jinja_environment


def interview(root: Path) -> None:
    """Fill the answers into docs/interview.md; what its author wrote around them stays."""
    known, templates = facts(root), jinja_environment()
    answers = templates.get_template("interview-answers.md.j2").render(known)
    file = root / "docs/interview.md"
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        start = templates.get_template("interview-notes.md.j2").render(known)
        file.write_text(start, encoding="utf-8")
    fill(file, "answers", answers)


if __name__ == "__main__":
    interview(Path())
