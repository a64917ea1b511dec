"""`mlscaffold profile`: what a table holds, and what could be predicted from it."""

import json
from pathlib import Path

from mlscaffold.commands.options import AboutTable
from mlscaffold.screen.messages import printable


def profile(file: str, *, about: AboutTable, as_json: bool = False) -> None:
    """Show what is in a table and what could be predicted."""
    from tempfile import TemporaryDirectory

    from mlscaffold.table import findings
    from mlscaffold.table.tables import look

    with TemporaryDirectory() as name:
        how = (about.query, about.layout, about.target, about.choices)
        found, proposal = look(file, *how, downloads=Path(name))
    if as_json:
        print(json.dumps(findings.as_json(found, proposal)))
    else:
        print(printable(findings.as_text(found, proposal)))
