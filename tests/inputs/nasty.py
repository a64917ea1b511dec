"""Tables as people really have them: small, honest, learnable, and written in every bad way.

Each function writes one file into a folder and returns what must be made of it.
"""

import csv
import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Literal

import duckdb
import openpyxl

from tests.cells import (
    Columns,
    above_middle,
    flags,
    french,
    gaps,
    german,
    moments,
    normal,
    picks,
    spelled,
    spread,
    sprinkled,
    whole,
    write,
)


@dataclass(frozen=True)
class Nasty:
    """A file and what must be found in it; a column is named by its header or place (`@3`)."""

    file: Path
    target: str
    task: Literal["classification", "regression"]
    rows: int
    features: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    # Nested values: made into columns of their own or left out, but not forgotten.
    nested: tuple[str, ...] = ()
    # number, category, date or text
    kinds: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, int] = field(default_factory=dict)
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    distinct: Mapping[str, int] = field(default_factory=dict)
    classes: int = 0
    split: Literal["time", "random"] | None = None
    # Words of a message that the reader must give.
    said: tuple[str, ...] = ()


def survey(folder: Path) -> Nasty:
    """Answers of a form: a byte order mark, questions as headers, many spellings, line breaks."""
    r, n = Random("survey"), 360
    age, liked = whole(r, n, 18, 79), whole(r, n, 1, 5)
    used, heard = picks(r, n, ["app", "web", "phone"]), flags(r, n)
    effect = {"app": 1.4, "web": 0.0, "phone": -1.4}
    score = [
        1.1 * (liked[i] - 3) + effect[used[i]] + heard[i] - age[i] / 30 + r.gauss(0, 0.4)
        for i in range(n)
    ]
    remarks = ["Great, thanks!", "Too slow,\nsometimes", 'the "new" app', "none", "more colours"]
    ages = sprinkled(r, age, ["NA", "-", "N/A", ""])
    how_old, which = "How old are you?", "Which one do you use most, e.g. app, web? (choose 1)"
    how_much, plus = "On a scale from 1 to 5: how satisfied are you?", 'Heard of "Plus"?'
    else_, recommend = "Is there anything else that you'd like to say?", "Would you recommend us?"
    columns = [
        ("Timestamp", [f"{d.month}/{d.day}/{d:%Y %H:%M:%S}" for d in moments(r, n)]),
        (how_old, ages),
        (which, [r.choice([f" {u}", u.upper(), u.title(), u, f"{u} "]) for u in used]),
        (how_much, liked),
        (plus, spelled(r, heard)),
        (else_, [", ".join(r.sample(remarks, 2)) if r.random() < 0.3 else "" for _ in range(n)]),
        (recommend, sprinkled(r, spelled(r, above_middle(score)), [""], share=0.02)),
    ]
    file = write(folder / "Form responses 1.csv", columns, encoding="utf-8-sig", end="\r\n")
    return Nasty(
        file,
        recommend.upper() + " ",
        "classification",
        n,
        features=("Timestamp", how_old, which, how_much, plus),
        kinds={"Timestamp": "date", how_old: "number", which: "category"},
        missing={how_old: gaps(ages)},
        distinct={which: 3, plus: 2},
        classes=2,
    )


def shop(folder: Path) -> Nasty:
    """German orders: cp1252, semicolons, `1.234,56 €`, per cent, many towns, order numbers."""
    r, n = Random("shop"), 400
    towns = [a + b for a in TOWN_STARTS for b in TOWN_ENDS]
    amount, price = whole(r, n, 1, 40), [round(r.uniform(3, 90), 2) for _ in range(n)]
    discount = [r.choice([0, 0, 2.5, 5, 12.5, 20]) for _ in range(n)]
    total = [
        a * p * (1 - d / 100) + r.uniform(4, 40)
        for a, p, d in zip(amount, price, discount, strict=True)
    ]
    columns = [
        ("Bestell-Nr.", [f"B-{4000 + 7 * i:06}" for i in range(n)]),
        ("Bestelldatum", [f"{d:%d.%m.%Y}" for d in moments(r, n)]),
        ("Ort", [r.choice(towns) for _ in range(n)]),
        ("Artikelgruppe", [r.choice(["Möbel", "Küche", "Bad", "möbel "]) for _ in range(n)]),
        ("Menge", amount),
        ("Stückpreis", [f"{german(p)} €" for p in price]),
        ("Rabatt", [f"{german(d)} %" for d in discount]),
        ("Umsatz (brutto)", [f"{german(t)} €" for t in total]),
    ]
    file = write(folder / "Bestellungen März.csv", columns, delimiter=";", encoding="cp1252")
    return Nasty(
        file,
        "umsatz (brutto)",
        "regression",
        n,
        features=("Bestelldatum", "Ort", "Artikelgruppe", "Menge", "Stückpreis", "Rabatt"),
        left_out=("Bestell-Nr.",),
        kinds={"Bestelldatum": "date", "Ort": "category", "Rabatt": "number"},
        ranges={"Stückpreis": spread(price), "Umsatz (brutto)": spread(total)},
        distinct={"Artikelgruppe": 3},
    )


def clinic(folder: Path) -> Nasty:
    """Visits: blanks around everything, dates in four forms, `about 12`, `?`, a CamelCase id."""
    r, n = Random("clinic"), 320
    age, stay, smoked = whole(r, n, 20, 90), whole(r, n, 1, 14), whole(r, n, 0, 30)
    weight = [round(r.gauss(75, 12), 1) for _ in range(n)]
    score = [age[i] / 14 + stay[i] / 3 + smoked[i] / 7 + r.gauss(0, 0.5) for i in range(n)]
    forms = ["%Y-%m-%d", "%d.%m.%Y", "%B %d, %Y", "%Y-%m-%dT%H:%M:%S"]
    ages = sprinkled(r, age, ["?", "  ", "n/a"])
    cells = [
        ("PatientId", [10_000_000 + 37 * i for i in r.sample(range(9000), n)]),
        ("Visit date", [d.strftime(r.choice(forms)) for d in moments(r, n)]),
        ("Age", ages),
        ("Weight [kg]", weight),
        ("Nights", stay),
        ("Cigarettes/day", [f"about {s}" if r.random() < 0.08 else s for s in smoked]),
        ("Ward", [r.choice(["North", "north", "SOUTH", "south"]) for _ in range(n)]),
        ("Readmitted", spelled(r, above_middle(score))),
    ]
    columns = [(f"  {h} ", [f" {cell}  " for cell in values]) for h, values in cells]
    return Nasty(
        write(folder / "clinic visits (final).csv", columns),
        "readmitted",
        "classification",
        n,
        features=("Visit date", "Age", "Weight [kg]", "Nights", "Cigarettes/day", "Ward"),
        left_out=("PatientId",),
        kinds={"Visit date": "date", "Age": "number", "Weight [kg]": "number"},
        missing={"Age": gaps(ages), "Visit date": 0},
        distinct={"Ward": 2},
        classes=2,
    )


def sensor(folder: Path) -> Nasty:
    """A logger's TSV, zipped: comments on top, a copy of the target in watts, dead columns."""
    r, n = Random("sensor"), 500
    start = datetime(2024, 1, 1, tzinfo=UTC)
    warm, wind, damp = normal(r, n, 12, 6), normal(r, n, 8, 3), normal(r, n, 60, 15)
    power = [20 + 0.8 * warm[i] + 1.7 * wind[i] - 0.3 * damp[i] + r.gauss(0, 1.0) for i in range(n)]
    warmth = sprinkled(r, [round(w, 2) for w in warm], ["NaN", ""])
    columns = [
        ("time", [f"{start + timedelta(hours=i):%Y-%m-%dT%H:%M:%SZ}" for i in range(n)]),
        ("temp_C", warmth),
        ("humidity_%", [round(d, 1) for d in damp]),
        ("wind_m/s", [round(w, 2) for w in wind]),
        ("firmware", ["2.4.1"] * n),
        ("spare", [""] * n),
        ("power_W", [round(1000 * p) for p in power]),
        ("power_kW", [round(p, 3) for p in power]),
    ]
    above = "# station: roof, north\n# serial: 00-4711\n# units: see the header; # means comment\n"
    return Nasty(
        write(folder / "log.tsv.gz", columns, delimiter="\t", above=above),
        "power_kW",
        "regression",
        n,
        features=("time", "temp_C", "humidity_%", "wind_m/s"),
        left_out=("firmware", "spare", "power_W"),
        kinds={"time": "date", "temp_C": "number"},
        missing={"temp_C": gaps(warmth)},
        split="time",
    )


def credit(folder: Path) -> Nasty:
    """A classic of the archives: no header, `?` for missing, the class last, and it is + or -."""
    r, n = Random("credit"), 400
    debt, years, prior = normal(r, n, 5, 2), normal(r, n, 4, 2), flags(r, n)
    job = picks(r, n, ["u", "y", "l"])
    score = [
        years[i] - debt[i] + 2.5 * prior[i] + (job[i] == "u") * 2 + r.gauss(0, 0.6)
        for i in range(n)
    ]
    debts = sprinkled(r, [f"{abs(d):.3f}" for d in debt], ["?"])
    columns = [
        ("", picks(r, n, ["a", "b"])),
        ("", debts),
        ("", [f"{abs(y):.2f}" for y in years]),
        ("", sprinkled(r, job, ["?"])),
        ("", ["t" if p else "f" for p in prior]),
        ("", [f"{v:05}" for v in whole(r, n, 0, 2000)]),
        ("", ["+" if p else "-" for p in above_middle(score)]),
    ]
    return Nasty(
        write(folder / "crx.data", columns, header=False, below="\n"),
        "@last",
        "classification",
        n,
        features=("@1", "@2", "@3", "@4", "@5"),
        options=("--no-header",),
        kinds={"@2": "number", "@3": "number", "@4": "category"},
        missing={"@2": gaps(debts), "@7": 0},
        classes=2,
    )


def housing(folder: Path) -> Nasty:
    """Numbers in a fixed layout: runs of blanks between them, no header, nothing said about it."""
    r, n = Random("housing"), 300
    rooms, poor, near = normal(r, n, 6.3, 0.7), normal(r, n, 12, 5), normal(r, n, 4, 1.5)
    river, rate = flags(r, n), whole(r, n, 180, 710)
    price = [
        8 * (rooms[i] - 6) - 0.9 * poor[i] + 3 * near[i] + 4 * river[i] + 25 + r.gauss(0, 1.5)
        for i in range(n)
    ]
    lines = [
        f" {rooms[i]:8.4f}  {int(river[i]):2d} {rate[i]:6d}. {poor[i]:7.2f} {near[i]:8.4f} {price[i]:6.2f}\n"
        for i in range(n)
    ]
    file = folder / "housing.data"
    file.write_text("".join(lines), encoding="ascii")
    return Nasty(
        file,
        "@6",
        "regression",
        n,
        features=("@1", "@2", "@3", "@4", "@5"),
        kinds={"@1": "number", "@3": "number"},
        missing={"@1": 0},
        said=("header",),
    )


def users(folder: Path) -> Nasty:
    """JSON lines: nested objects, lists, absent keys, nulls, addresses that name one person."""
    r, n = Random("users"), 360
    file = folder / "users.jsonl"
    with file.open("w", encoding="utf-8") as lines:
        for i in range(n):
            age, sessions, plus = r.randint(18, 70), r.randint(0, 60), r.random() < 0.5
            score = age / 20 + sessions / 14 + 2 * plus + r.gauss(0, 0.3)
            user = {
                "user_id": f"u-{91 * i + 1000:06x}",
                "email": f"person{i}@example.org",
                "age": age if r.random() > 0.05 else None,
                "sessions": sessions,
                "newsletter": plus,
                "signup": f"{moments(r, 1)[0]:%Y-%m-%dT%H:%M:%SZ}",
                "address": {"city": r.choice(["Köln", "Łódź", "東京"]), "geo": {"lat": r.random()}},
                "tags": r.sample(["new", "vip", "b2b", "test"], r.randint(0, 3)),
                "plan": "basic" if score < 4.6 else "plus" if score < 6.3 else "pro",
            }
            if r.random() < 0.1:
                del user["address"]
            lines.write(json.dumps(user, ensure_ascii=i % 2 == 0) + "\n")
    return Nasty(
        file,
        "plan",
        "classification",
        n,
        features=("age", "sessions", "newsletter", "signup"),
        left_out=("user_id", "email"),
        nested=("address", "tags"),
        kinds={"age": "number", "signup": "date"},
        classes=3,
    )


def products(folder: Path) -> Nasty:
    """A JSON array: numbers as text beside numbers, dollars, headers with blanks and symbols."""
    r, n = Random("products"), 260
    rows, prices = [], []
    for i in range(n):
        rating, reviews, weight = r.uniform(1, 5), r.randint(3, 4000), r.uniform(0.2, 9)
        brand = r.choice(["Acme", "Bolt & Co", "O'Neil"])
        price = 120 * rating + reviews / 6 + 60 * weight + 250 * (brand == "Acme")
        prices.append(round(price + r.gauss(0, 40) + 500, 2))
        rows.append(
            {
                "SKU": f"{r.choice('ABC')}{i:04}-X",
                "Brand": brand,
                "Rating (1–5)": round(rating, 1) if r.random() > 0.06 else None,
                "# reviews": r.choice([reviews, str(reviews), f"{reviews:,}"]),
                "Weight": round(weight, 2),
                "In stock": r.choice([True, False, "yes", "no"]),
                "Internal note": r.choice(["ok", "check", "hold"]),
                "Price": f"${prices[-1]:,.2f}",
            }
        )
    file = folder / "products.json"
    file.write_text(json.dumps(rows, indent=2, ensure_ascii=False), encoding="utf-8")
    return Nasty(
        file,
        "price",
        "regression",
        n,
        features=("Brand", "Rating (1–5)", "# reviews", "Weight", "In stock"),
        left_out=("SKU", "Internal note"),
        options=("--drop", "Internal note"),
        kinds={"# reviews": "number", "Weight": "number"},
        ranges={"Price": spread(prices)},
        distinct={"In stock": 2},
    )


def loans(folder: Path) -> Nasty:
    """Parquet with types of its own: decimals, timestamps, dates, booleans, NaN, lists, UUIDs."""
    r, n = Random("loans"), 500
    amount = [round(r.uniform(500, 30_000), 2) for _ in range(n)]
    rate, employed, term = normal(r, n, 6, 2), flags(r, n), whole(r, n, 6, 72)
    score = [
        2.2 * employed[i] - rate[i] / 1.6 - amount[i] / 9000 + term[i] / 30 + r.gauss(0, 0.4)
        for i in range(n)
    ]
    rates = sprinkled(r, [round(x, 3) for x in rate], ["NaN", ""])
    columns = [
        ("loan_id", [f"{r.getrandbits(128):032x}" for _ in range(n)]),
        ("created", [f"{d:%Y-%m-%d %H:%M:%S}" for d in moments(r, n)]),
        ("due", [f"{d:%Y-%m-%d}" for d in moments(r, n)]),
        ("amount", amount),
        ("rate", rates),
        ("employed", employed),
        ("purpose", sprinkled(r, picks(r, n, ["car", "home", "study"]), [""])),
        ("term", term),
        ("documents", [r.choice(["id", "id|payslip", "id|payslip|tax"]) for _ in range(n)]),
        ("repaid", above_middle(score)),
    ]
    text = write(folder / "loans.txt", columns)
    query = f"""
        SELECT CAST(loan_id AS UUID) AS loan_id, CAST(created AS TIMESTAMP) AS created,
            CAST(due AS DATE) AS due, CAST(amount AS DECIMAL(12, 2)) AS amount,
            CAST(rate AS DOUBLE) AS rate, CAST(employed AS BOOLEAN) AS employed, purpose,
            CAST(term AS SMALLINT) AS term, string_split(documents, '|') AS documents,
            CAST(repaid AS BOOLEAN) AS repaid
        FROM read_csv('{text}', all_varchar = true)
    """
    file = folder / "loans.parquet"
    duckdb.execute(f"COPY ({query}) TO '{file}' (FORMAT parquet)")
    text.unlink()
    return Nasty(
        file,
        "repaid",
        "classification",
        n,
        features=("created", "due", "amount", "rate", "employed", "purpose", "term"),
        left_out=("loan_id",),
        nested=("documents",),
        kinds={"created": "date", "due": "date", "amount": "number", "rate": "number"},
        missing={"rate": gaps(rates), "created": 0},
        ranges={"amount": spread(amount)},
        classes=2,
    )


def report(folder: Path) -> Nasty:
    """An Excel sheet: a title and a blank line above the header, row numbers, a second sheet."""
    r, n = Random("report"), 240
    visits, staff, share = whole(r, n, 20, 400), whole(r, n, 1, 9), normal(r, n, 0.3, 0.1)
    revenue = [
        visits[i] / 20 + 2.5 * staff[i] + 60 * share[i] + r.gauss(0, 1.5) + 5 for i in range(n)
    ]
    columns: Columns = [
        ("No.", range(1, n + 1)),
        ("Day", [d.replace(hour=0, minute=0, second=0) for d in moments(r, n)]),
        ("Branch", [r.choice(["Nord", "nord ", "Süd"]) for _ in range(n)]),
        ("Visitors", visits),
        ("Staff", [None if r.random() < 0.05 else s for s in staff]),
        ("Online share", [round(s, 4) for s in share]),
        ("Open on Sunday", flags(r, n)),
        ("Revenue (k€)", [round(x, 2) for x in revenue]),
    ]
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Branches"
    for line in (["Branches 2024"], ["as of 31.12.2024, preliminary"], []):
        sheet.append(line)
    sheet.merge_cells("A1:H1")
    sheet.append([header for header, _ in columns])
    for row in zip(*(values for _, values in columns), strict=True):
        sheet.append(row)
    notes = book.create_sheet("Notes")
    notes.append(["Source", "accounting"])
    file = folder / "Branches 2024.xlsx"
    book.save(file)
    return Nasty(
        file,
        "Revenue (k€)",
        "regression",
        n,
        features=("Day", "Branch", "Visitors", "Staff", "Online share", "Open on Sunday"),
        left_out=("No.",),
        kinds={"Day": "date", "Visitors": "number", "Branch": "category"},
        missing={"Staff": sum(cell is None for cell in columns[4][1])},
        ranges={"Revenue (k€)": spread(revenue)},
        distinct={"Branch": 2, "Open on Sunday": 2},
    )


def orders(folder: Path) -> Nasty:
    """An SQLite file with two tables, one with a blank in its name; dates as `05-Mar-2024`."""
    r, n = Random("orders"), 400
    price, items, gift = normal(r, n, 50, 15), whole(r, n, 1, 8), flags(r, n)
    size = picks(r, n, ["S", "M", "L"])
    score = [
        price[i] / 15 + items[i] / 2 - 2 * gift[i] + (size[i] == "S") * 1.5 + r.gauss(0, 0.4)
        for i in range(n)
    ]
    days = [f"{d:%d-%b-%Y}" for d in moments(r, n)]
    prices = [None if r.random() < 0.05 else round(p, 2) for p in price]
    returned = [int(x) for x in above_middle(score)]
    rows = zip(range(1, n + 1), days, prices, items, gift, size, returned, strict=True)
    file = folder / "shop.db"
    with sqlite3.connect(file) as db:
        db.execute("CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT)")
        db.executemany("INSERT INTO customers (name) VALUES (?)", [("Ada",), ("Bo",)])
        db.execute(
            'CREATE TABLE "web orders" (id INTEGER PRIMARY KEY, ordered TEXT, price REAL, '
            'items INTEGER, gift BOOLEAN, "size" TEXT, returned INTEGER)'
        )
        db.executemany('INSERT INTO "web orders" VALUES (?, ?, ?, ?, ?, ?, ?)', rows)
    db.close()
    return Nasty(
        file,
        "returned",
        "classification",
        n,
        features=("ordered", "price", "items", "gift", "size"),
        left_out=("id",),
        options=("--table", "web orders"),
        kinds={"ordered": "date", "price": "number", "size": "category"},
        missing={"price": sum(p is None for p in prices)},
        classes=2,
    )


def reviews(folder: Path) -> Nasty:
    """Free text with line breaks, quotes, markup and emoji: what says it is in the words."""
    r, n = Random("reviews"), 450
    good = flags(r, n)
    texts = [a_review(r, g if r.random() < 0.93 else not g) for g in good]
    votes = [max(0, round(r.gauss(6 if g else 9, 4))) for g in good]
    columns = [
        ("review_id", [f"R{i:05}XQ" for i in r.sample(range(99999), n)]),
        ("Review Text", texts),
        ("verified", spelled(r, flags(r, n))),
        ("helpful votes", votes),
        ("sentiment", ["positive" if g else "negative" for g in good]),
    ]
    return Nasty(
        write(folder / "reviews.csv", columns),
        "sentiment",
        "classification",
        n,
        features=("Review Text", "verified", "helpful votes"),
        left_out=("review_id",),
        kinds={"Review Text": "text", "helpful votes": "number"},
        classes=2,
    )


def bikes(folder: Path) -> Nasty:
    """Bike hire by the day: two columns that sum to the target, row numbers, codes, a time."""
    r, n = Random("bikes"), 600
    start = date(2022, 1, 1)
    temp, hum, wind = normal(r, n, 0.5, 0.18), normal(r, n, 0.6, 0.14), normal(r, n, 0.2, 0.08)
    weather, free = whole(r, n, 1, 3), [(start + timedelta(i)).weekday() > 4 for i in range(n)]
    casual = [
        max(0, round(300 + 900 * temp[i] + 500 * free[i] - 150 * weather[i] + r.gauss(0, 60)))
        for i in range(n)
    ]
    registered = [
        max(0, round(2600 + 2400 * temp[i] - 1500 * hum[i] - 300 * weather[i] + r.gauss(0, 150)))
        for i in range(n)
    ]
    columns = [
        ("instant", range(1, n + 1)),
        ("dteday", [start + timedelta(i) for i in range(n)]),
        ("season", [((start + timedelta(i)).month % 12) // 3 + 1 for i in range(n)]),
        ("workingday", [int(not f) for f in free]),
        ("weathersit", weather),
        ("temp", [round(t, 4) for t in temp]),
        ("hum", [round(h, 4) for h in hum]),
        ("windspeed", [round(w, 4) for w in wind]),
        ("casual", casual),
        ("registered", registered),
        ("cnt", [c + g for c, g in zip(casual, registered, strict=True)]),
    ]
    return Nasty(
        write(folder / "day.csv", columns),
        "cnt",
        "regression",
        n,
        features=("dteday", "season", "workingday", "weathersit", "temp", "hum", "windspeed"),
        left_out=("instant", "casual", "registered"),
        kinds={"dteday": "date", "temp": "number"},
        split="time",
    )


def churn(folder: Path) -> Nasty:
    """Customers: CamelCase ids, the target again under other codes, a reason only leavers have."""
    r, n = Random("churn"), 500
    age, tenure, products = whole(r, n, 18, 80), whole(r, n, 0, 10), whole(r, n, 1, 4)
    active, land = flags(r, n), picks(r, n, ["France", "Spain", "Germany"])
    score = [
        age[i] / 16 - tenure[i] / 4 - 1.6 * active[i] + (land[i] == "Germany") + r.gauss(0, 0.4)
        for i in range(n)
    ]
    left = above_middle(score, share=0.3)
    columns = [
        ("RowNumber", range(1, n + 1)),
        ("CustomerId", r.sample(range(15_000_000, 16_000_000), n)),
        ("Surname", [r.choice(TOWN_STARTS) + r.choice(TOWN_ENDS) for _ in range(n)]),
        ("Geography", land),
        ("Age", age),
        ("Tenure", tenure),
        ("Balance", [f"{max(0, r.gauss(70_000, 40_000)):,.2f}" for _ in range(n)]),
        ("NumOfProducts", products),
        ("IsActiveMember", [int(a) for a in active]),
        ("Account status", ["closed" if x else "open" for x in left]),
        ("Reason", [r.choice(["price", "service", "moved"]) if x else "" for x in left]),
        ("Exited", [int(x) for x in left]),
    ]
    return Nasty(
        write(folder / "Churn_Modelling.csv", columns),
        "Exited",
        "classification",
        n,
        features=("Geography", "Age", "Tenure", "Balance", "NumOfProducts", "IsActiveMember"),
        left_out=("RowNumber", "CustomerId", "Account status", "Reason"),
        kinds={"Balance": "number", "Geography": "category"},
        classes=2,
    )


def fraud(folder: Path) -> Nasty:
    """What Excel calls Unicode text: UTF-16 with tabs; dollars; one case in twelve is fraud."""
    r, n = Random("fraud"), 600
    amount = [round(r.lognormvariate(5, 1), 2) for _ in range(n)]
    hour, foreign, age = whole(r, n, 0, 23), flags(r, n), whole(r, n, 0, 900)
    score = [
        2.5 * (hour[i] < 6) + amount[i] / 250 + 2 * foreign[i] - age[i] / 400 + r.gauss(0, 0.3)
        for i in range(n)
    ]
    columns = [
        ("Transaction ID", [f"{r.getrandbits(48):012X}" for _ in range(n)]),
        ("Amount", [f"${a:,.2f}" for a in amount]),
        ("Hour", hour),
        ("Abroad", spelled(r, foreign)),
        ("Account age (days)", [f"{a:,}" for a in age]),
        ("Verdict", ["Fraud" if x else "ok" for x in above_middle(score, share=1 / 12)]),
    ]
    return Nasty(
        write(folder / "Export.txt", columns, delimiter="\t", encoding="utf-16", end="\r\n"),
        "verdict",
        "classification",
        n,
        features=("Amount", "Hour", "Abroad", "Account age (days)"),
        left_out=("Transaction ID",),
        options=("--positive", "Fraud"),
        kinds={"Amount": "number", "Hour": "number"},
        ranges={"Amount": spread(amount)},
        classes=2,
    )


def species(folder: Path) -> Nasty:
    """Seven classes between bars, one of them rare, all of them spelled more than one way."""
    r, n = Random("species"), 420
    names = ["adelie", "chinstrap", "gentoo", "emperor", "king", "royal", "little"]
    which = [i % 6 for i in range(n - 12)] + [6] * 12
    r.shuffle(which)
    a, b, c = (
        [round(r.gauss(40 + 9 * (k % 3), 2.5), 1) for k in which],
        [round(r.gauss(17 + 4 * (k // 3), 1), 1) for k in which],
        [round(r.gauss(4000 + 700 * (k % 2), 160)) for k in which],
    )
    lengths = sprinkled(r, a, ["-", "NA"])
    columns = [
        ("bill|length", lengths),
        ("bill|depth", b),
        ("mass", [f"{x:,} g" if r.random() < 0.1 else x for x in c]),
        ("island", [r.choice(["Biscoe", "Dream", "biscoe", "DREAM "]) for _ in which]),
        ("species", [r.choice([names[k], names[k].title(), f"{names[k]} "]) for k in which]),
    ]
    return Nasty(
        write(folder / "species.psv", columns, delimiter="|"),
        "@last",
        "classification",
        n,
        features=("bill|length", "bill|depth", "mass", "island"),
        kinds={"bill|length": "number", "bill|depth": "number"},
        missing={"bill|length": gaps(lengths)},
        distinct={"island": 2},
        classes=7,
    )


def wide(folder: Path) -> Nasty:
    """More than a hundred columns, the target among them, and a delimiter after the last one."""
    r, n = Random("wide"), 400
    values = [normal(r, n, 0, 1) for _ in range(119)]
    score = [sum(values[k][i] for k in (40, 77, 100)) + r.gauss(0, 0.2) for i in range(n)]
    columns = [
        (f"q{k}", sprinkled(r, [round(v, 3) for v in column], [""], share=k % 5 / 20))
        for k, column in enumerate(values)
    ]
    columns.insert(59, ("outcome", ["high" if x else "low" for x in above_middle(score)]))
    columns.append(("", [""] * n))
    return Nasty(
        write(folder / "wide.csv", columns, end="\r\n"),
        "@60",
        "classification",
        n,
        features=tuple(f"q{k}" for k in range(119)),
        left_out=("@121",),
        kinds={"q0": "number", "q118": "number"},
        classes=2,
    )


def marks(folder: Path) -> Nasty:
    """A hundred and fifty rows; headers three times the same, and two that are empty."""
    r, n = Random("marks"), 150
    scores = [whole(r, n, 0, 100) for _ in range(3)]
    tutor, hours = picks(r, n, ["Kim", "Lee"]), normal(r, n, 20, 6)
    total = [
        sum(s[i] for s in scores) / 20 + hours[i] / 4 + 2 * (tutor[i] == "Kim") + r.gauss(0, 0.5)
        for i in range(n)
    ]
    columns = [
        ("", range(n)),
        ("score", scores[0]),
        ("score", scores[1]),
        ("score", scores[2]),
        ("", tutor),
        ("hours", [round(h, 1) for h in hours]),
        ("passed", ["pass" if x else "fail" for x in above_middle(total, share=0.6)]),
    ]
    return Nasty(
        write(folder / "marks.csv", columns),
        "passed",
        "classification",
        n,
        features=("@2", "@3", "@4", "@5", "hours"),
        left_out=("@1",),
        kinds={"@2": "number", "@4": "number", "@5": "category"},
        classes=2,
    )


def mortgages(folder: Path) -> Nasty:
    """French, Latin-1: no-break blanks in numbers, and yes and no in fourteen spellings."""
    r, n = Random("mortgages"), 300
    income, married, own, debts = normal(r, n, 3200, 700), flags(r, n), flags(r, n), flags(r, n)
    score = [
        income[i] / 700 + 1.3 * married[i] + 1.5 * own[i] - 1.5 * debts[i] + r.gauss(0, 0.3)
        for i in range(n)
    ]
    columns = [
        ("Revenu mensuel", [french(x) for x in income]),
        ("Marié", spelled(r, married)),
        ("Propriétaire", spelled(r, own)),
        ("Dettes ?", spelled(r, debts)),
        ("Département", [f"{r.randint(1, 19):02}" for _ in range(n)]),
        ("Accordé", spelled(r, above_middle(score))),
    ]
    return Nasty(
        write(folder / "prêts.csv", columns, delimiter=";", encoding="latin-1"),
        "accordé",
        "classification",
        n,
        features=("Revenu mensuel", "Marié", "Propriétaire", "Dettes ?", "Département"),
        kinds={"Revenu mensuel": "number"},
        ranges={"Revenu mensuel": spread(income)},
        distinct={"Marié": 2, "Propriétaire": 2, "Dettes ?": 2},
        classes=2,
    )


def names(folder: Path) -> Nasty:
    """Headers and values that are code somewhere: Python, SQL, Jinja, HTML, YAML, the pipeline."""
    r, n = Random("names"), 260
    headers = ["class", "{{ price }}", "order", "<b>Größe</b> (m²)", 'a "b" \\c', "label", "%"]
    texts = [("null_", "it's"), ("{% raw %}", "</script>"), ("- yes: 'no'", "${x}")]
    values = [normal(r, n, 10, 3) for _ in headers]
    chosen = [picks(r, n, list(pair)) for pair in texts]
    worth = [
        values[0][i] + values[1][i] - values[3][i] + 5 * (chosen[0][i] == "it's") + r.gauss(0, 1)
        for i in range(n)
    ]
    columns: list[tuple[str, Sequence[object]]] = [
        (h, [round(x, 2) for x in column]) for h, column in zip(headers, values, strict=True)
    ]
    kinds = ("def", "🙂", "features.sql")
    columns += list(zip(kinds, chosen, strict=True))
    columns.append(("is_test", [round(x, 2) for x in worth]))
    return Nasty(
        write(folder / "select.csv", columns),
        "is_test",
        "regression",
        n,
        features=(*headers, *kinds),
        kinds={"class": "number", "def": "category"},
        missing={"def": 0},
    )


def wine(folder: Path) -> Nasty:
    """Every header quoted, semicolons with decimal points, and marks that are amounts here."""
    r, n = Random("wine"), 400
    acid, sugar, alcohol = normal(r, n, 8, 1.5), normal(r, n, 2.5, 0.8), normal(r, n, 10.5, 1)
    quality = [
        round(5.5 + (alcohol[i] - 10.5) + (sugar[i] - 2.5) / 1.5 - (acid[i] - 8) / 2)
        for i in range(n)
    ]
    columns = [
        ("fixed acidity", [f"{x:.2f}" for x in acid]),
        ("residual sugar", [f"{x:.1f}" for x in sugar]),
        ("alcohol", [f"{x:.1f}" for x in alcohol]),
        ("free sulfur dioxide", whole(r, n, 2, 70)),
        ("quality", [min(9, max(2, q)) for q in quality]),
    ]
    return Nasty(
        write(folder / "wine-quality red.csv", columns, delimiter=";", quoting=csv.QUOTE_ALL),
        "quality",
        "regression",
        n,
        features=("fixed acidity", "residual sugar", "alcohol", "free sulfur dioxide"),
        options=("--kind", "regression"),
        kinds={"alcohol": "number", "quality": "number"},
    )


Table = Callable[[Path], Nasty]
TABLES: dict[str, Table] = {
    table.__name__: table
    for table in (
        survey,
        shop,
        clinic,
        sensor,
        credit,
        housing,
        users,
        products,
        loans,
        report,
        orders,
        reviews,
        bikes,
        churn,
        fraud,
        species,
        wide,
        marks,
        mortgages,
        names,
        wine,
    )
}

TOWN_STARTS = ("Neu", "Alt", "Bad ", "Ober", "Groß", "Königs", "Wolfs", "Markt", "Sankt ", "Schön")
TOWN_ENDS = ("stadt", "berg", "heim", "kirchen", "münde", "furt", "au", "bach", "see", "tal")
GOOD = ("lovely", "works great", "recommend it", "excellent quality", "fast delivery", "love it")
BAD = ("broke quickly", "terrible", "waste of money", "arrived late", "poor quality", "refund")
PLAIN = ("the box", "my sister said", "after two weeks", "in blue", "for the kitchen", "it came")


def a_review(r: Random, good: bool) -> str:
    """Some sentences, most of them of one mind."""
    words = r.sample(GOOD if good else BAD, 2) + r.sample(BAD if good else GOOD, 1)
    words += r.sample(PLAIN, 3)
    r.shuffle(words)
    ends = [". ", "!\n", ", ", "<br />", ' "really" ', " 🙂 "]
    return "".join(word + r.choice(ends) for word in words)
