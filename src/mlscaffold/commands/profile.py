"""`mlscaffold profile`: what a table holds, and what could be predicted from it."""

import json
from pathlib import Path

from mlscaffold.screen.messages import printable
from mlscaffold.table.choices import Choices, Layout


def profile(
    file: str,
    *,
    target: str | None = None,
    choices: Choices,
    query: str | None = None,
    layout: Layout,
    as_json: bool = False,
) -> None:
    """Show what is in a table and what could be predicted."""
    from tempfile import TemporaryDirectory

    from mlscaffold.table import findings
    from mlscaffold.table.tables import Tables

    with TemporaryDirectory() as downloads:
        tables = Tables(Path(downloads), layout, query)
        found, proposal = tables.look(file, target, choices)
    if as_json:
        print(json.dumps(findings.as_json(found, proposal)))
    else:
        print(printable(findings.as_text(found, proposal)))
