"""Raw CSV files become Parquet, every value still text: nothing is judged or lost here."""

from pathlib import Path

import duckdb

MISSING = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "?"]


def ingest(root: Path) -> list[Path]:
    """Write data/interim/NAME.parquet for each data/raw/NAME.csv; return the files."""
    folder = root / "data/interim"
    folder.mkdir(parents=True, exist_ok=True)
    sources = sorted((root / "data/raw").glob("*.csv"))
    return [convert(source, folder / f"{source.stem}.parquet") for source in sources]


def convert(source: Path, file: Path) -> Path:
    """Copy one table as it came, with `row_id`, the row's place in the file, counted from 1."""
    with duckdb.connect() as db:
        table = db.read_csv(
            str(source), header=True, all_varchar=True, na_values=MISSING, sample_size=-1
        )
        table.project("row_number() OVER () AS row_id, *").write_parquet(str(file))
    return file


if __name__ == "__main__":
    ingest(Path())
