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
    from mlscaffold.table.tables import look

    with TemporaryDirectory() as downloads:
        found, proposal = look(
            data, about.query, about.layout, about.target, about.choices, downloads=Path(downloads)
        )
    if as_json:
        print(json.dumps(findings.as_json(found, proposal)))
    else:
        print(printable(findings.as_text(found, proposal)))
