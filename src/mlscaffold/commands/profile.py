"""`mlscaffold profile`: what a table holds, and what could be predicted from it."""

from __future__ import annotations

import json
from pathlib import Path

from mlscaffold.commands import options
from mlscaffold.screen.messages import printable


def profile(
    data: options.File,
    *,
    about: options.AboutTable,
    as_json: options.AsJson = False,
) -> None:
    """Show what is in a table and what could be predicted."""
    from tempfile import TemporaryDirectory

    from mlscaffold.table import findings
    from mlscaffold.table.tables import Tables

    with TemporaryDirectory() as downloads:
        tables = Tables(Path(downloads), about.layout, about.query)
        found, proposal = tables.look(data, about.target, about.choices)
    if as_json:
        print(json.dumps(findings.as_json(found, proposal)))
    else:
        print(printable(findings.as_text(found, proposal)))
