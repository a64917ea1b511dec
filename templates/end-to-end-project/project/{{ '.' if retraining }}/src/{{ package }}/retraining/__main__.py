"""Train a challenger on the newer data. Exit code 0: promoted; 3: the champion stays; 1: failed."""

import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from ..data.cleaning import DataError
from ..project import read, write
from ..service.champion import Champion
from .challenger import challenger, fresh_rows
from .gate import compare
from .promote import promote, rollback


def retrain(root: Path) -> dict[str, Any]:
    """Write reports/retraining.json, and a winner into release/."""
    champion = Champion.load(root / "release").record
    found = {"time": datetime.now(UTC).isoformat(timespec="seconds"), "before": champion.version}
    with challenger(root) as copy:
        found |= {"version": read(copy / "release/champion.json")["version"]}
        found |= compare(root, copy, fresh_rows(root, copy))
        if found["wins"]:
            promote(copy / "release", root)
    write(root / "reports/retraining.json", found)
    return found


def main() -> int:
    """Retrain or roll back, one at a time; say what was decided and why."""
    parser = ArgumentParser(prog=f"python -m {__package__}", description=__doc__)
    parser.add_argument("--rollback", action="store_true", help="release the model before again")
    with FileLock(".retraining.lock", timeout=0):
        if parser.parse_args().rollback:
            rollback(Path())
            print(f"{Champion.load(Path('release')).record.version} serves again")
            return 0
        found = retrain(Path())
    verdict = "promoted" if found["wins"] else f"kept {found['before']} against"
    print(f"{verdict} {found['version']}: {found['reason']} ({found['rows']} fresh rows)")
    return 0 if found["wins"] else 3


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Timeout:
        sys.exit("another retraining is at work: nothing was changed")
    except (DataError, RuntimeError, OSError) as error:
        sys.exit(str(error))
