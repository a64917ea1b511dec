"""Compare the latest cases with the reference. Exit code 0: as before; 3: drift; 1: cannot tell."""

import os
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..data.cleaning import DataError
from ..data.prepare import breach
from ..model.scores import NAME, SCORES, encode
from ..project import params, read, write
from ..report.write import jinja_environment, to_html
from ..schema import TARGET
from .drift import compare
from .reference import observed
from .windows import Window, delivered, logged


def monitor(root: Path, log: Path | None) -> dict[str, Any]:
    """Write reports/drift.{json,html} about the latest cases of a log, or of new data without one."""
    rows, quality = params(root)["monitoring"]["window"], read(root / "reports/data-quality.json")
    broken = [] if log else [breach(each) for each in quality["breaches"]]
    found: dict[str, Any] = {"source": str(log or "data"), "checks": [], "broken": broken}
    if not broken:
        found |= judge(root, logged(log, rows) if log else delivered(root, rows))
    found["time"] = datetime.now(UTC).isoformat(timespec="seconds")
    found["drifting"] = sorted({each["column"] for each in found["checks"] if each["is_drift"]})
    write(root / "reports/drift.json", found)
    text = jinja_environment().get_template("drift.md.j2").render(found)
    (root / "reports/drift.html").write_text(to_html(text, root / "reports"), encoding="utf-8")
    return found


def judge(root: Path, window: Window) -> dict[str, Any]:
    """The tests of a window, and its score where the truth of enough cases is known."""
    (table, said), limits = window, params(root)["monitoring"]
    if len(table) < limits["fewest"]:
        raise DataError(f"{len(table)} new cases tell nothing: it takes {limits['fewest']}")
    known = table[TARGET].notna().to_numpy()
    truth, score = encode(table[known]), None
    if len(truth) >= limits["fewest"] and len(set(truth)) > 1:  # one class has no ROC-AUC
        score = {"name": NAME, "rows": len(truth), "value": float(SCORES[NAME](truth, said[known]))}
        score |= {"released": read(root / "release/champion.json")["score"]["value"]}
    found = compare(observed(table, said), read(root / "release/reference.json")["columns"], limits)
    return {"rows": len(table), "checks": found, "score": score}


def main() -> int:
    """Look at the log or at the data, and say what drifts."""
    parser = ArgumentParser(prog=f"python -m {__package__}", description=__doc__)
    parser.add_argument("--data", action="store_true", help="the newest rows, not the log")
    log = Path(os.environ.get("LOG_DIR", "predictions"))
    found = monitor(Path(), None if parser.parse_args().data else log)
    drifting = ", ".join(found["drifting"])
    print("\n".join(found["broken"]) or f"{found['rows']} cases; drift: {drifting or 'none'}")
    return 3 if drifting or found["broken"] else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (DataError, RuntimeError, OSError) as error:
        sys.exit(str(error))
