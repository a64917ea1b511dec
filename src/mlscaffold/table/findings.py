"""A profile as a person reads it: a line per column, findings, and what is proposed."""

from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from mlscaffold.table.columns import Column
from mlscaffold.table.doubts import about_target, doubts
from mlscaffold.table.pairs import ratios
from mlscaffold.table.profile import Profile
from mlscaffold.table.proposal import Proposal
from mlscaffold.text import clipped, wrapped

BARS = "▁▂▃▄▅▆▇█"
IMBALANCED = 0.1
WIDEST = {"column": 28, "examples": 34}  # characters
HEAD = ("column", "kind", "missing", "distinct", "examples", "range", "histogram")


def as_text(profile: Profile, proposal: Proposal | None, width: int | None = None) -> str:
    """A line per column, what stands out, and what is proposed; of a given width if there is one."""
    rows = [HEAD, *(line(profile, column) for column in profile.columns)]
    name = profile.path.name if width else profile.path
    lines = [f"{name}: {profile.rows:,} rows, {len(profile.columns)} columns", ""]
    lines += table(rows, width)
    lines += titled("Found:", list(findings(profile, proposal)), width)
    plan = [f"{what} ({flags})" for what, flags in proposed(proposal)] if proposal else []
    return "\n".join(lines + titled("Proposed:", plan, width))


def table(rows: list[tuple[str, ...]], width: int | None) -> list[str]:
    """Rows as aligned columns; the last columns are left out where hardly a word of them fits."""
    widths = [2 + max(map(len, cells)) for cells in zip(*rows, strict=True)]
    placed = zip(widths, accumulate(widths, initial=2), strict=False)
    shown = [own for own, before in placed if not width or before + 14 <= width]
    padded = ("".join(map(str.ljust, row, shown)).rstrip() for row in rows)
    return [clipped(f"  {line}", width) if width else f"  {line}" for line in padded]


def counted(number: int, noun: str) -> str:
    """How many there are: `1 row`, `1,200 rows`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def titled(title: str, lines: list[str], width: int | None = None) -> list[str]:
    """Lines under a title, wrapped if there is a width; nothing when there are none."""
    shown = [wrapped(line, width - 4) if width else [line] for line in lines]
    broken = [f"{'    ' if i else '  '}{part}" for parts in shown for i, part in enumerate(parts)]
    return ["", title, *broken] if broken else []


def line(profile: Profile, column: Column) -> tuple[str, ...]:
    """One column: name, kind, gaps, different values, examples, range, picture."""
    share = column.missing / profile.rows
    return (
        shortened(column.source, WIDEST["column"]),
        column.kind,
        f"{share:.1%}" if share >= 0.0005 else str(column.missing or "–"),
        f"{column.distinct:,}",
        shortened(", ".join(examples(profile, column)), WIDEST["examples"]),
        span(column),
        bars(profile.histograms[column.source]),
    )


def span(column: Column) -> str:
    """The lowest and the highest value, or the first and the last day."""
    if column.kind == "date":
        return " … ".join(column.period)
    if column.numeric:
        return f"{column.low:g} … {column.high:g}"
    return ""


def examples(profile: Profile, column: Column) -> list[str]:
    """Some values as they stand in the table."""
    if column.values and not column.numeric:
        order = sorted(zip(column.counts, column.values, strict=True), reverse=True)
        return [value for _, value in order[:4]]
    seen = dict.fromkeys(v for v in profile.sample[column.source][:100] if v is not None)
    return [f"{v:g}" if isinstance(v, float) else str(v) for v in list(seen)[:3]]


def bars(counts: list[int]) -> str:
    """Counts as a row of bars: [1, 4, 2] → ▂█▄."""
    top = max(counts, default=0)
    return "".join(BARS[-(-count * (len(BARS) - 1) // top)] if count else " " for count in counts)


def shortened(text: str, width: int) -> str:
    """Text on one line, not wider than `width`."""
    return clipped(" ".join(text.split()), width)


def findings(profile: Profile, proposal: Proposal | None) -> Iterator[str]:
    """What a person should know before a model learns from this table, the gravest first."""
    if proposal:
        yield from (f"`{name}`: {why}" for name, why in proposal.left_out.items() if "`" in why)
        yield from about_target(profile.sample, proposal)
        yield from imbalance(proposal)
        yield from proposal.notes
    yield from profile.reading.notes
    for rule in profile.rules:
        yield f"left out as no data: {counted(rule.lines, 'line')} {rule.what}"
    if profile.repeated:
        verb = "repeats" if profile.repeated == 1 else "repeat"
        yield f"{counted(profile.repeated, 'row')} {verb} another row in every column"
    for column in profile.columns:
        yield from about_column(column)
    yield from doubts(profile.sample, profile.columns)
    pairs = ratios(proposal.features, profile.sample) if proposal else []
    if names := dict.fromkeys(f"`{column.source}`" for pair in pairs for column in pair):
        yield f"{', '.join(names)} grow together: {counted(len(pairs), 'ratio')} of them added"


def about_column(column: Column) -> Iterator[str]:
    """What stands out in one column."""
    name = f"`{column.source}`"
    yield from (f"{name} {remark}" for remark in column.remarks)
    if column.kind == "identifier":
        yield f"{name} {'identifies the row' if column.unique else 'is a name or number, by its header'}"
    if column.kind in ("constant", "empty"):
        yield f"{name} has {'no values' if column.kind == 'empty' else 'one value only'}"
    if column.kind == "text":
        yield f"{name} is free text, {counted(column.distinct, 'different value')}"
    if column.kind == "category" and not column.values:
        yield f"{name} has many categories ({column.distinct:,}): rare ones are grouped"
    if column.kind == "date":
        yield f"{name} is a time, {' to '.join(column.period)}"
    if column.marks:
        listed = ", ".join(f"`{mark}`" for mark in column.marks)
        yield f"{name} marks missing values with {listed}"
    if column.unreadable:
        kind = "date" if column.kind == "date" else "number"
        yield f"{name} has {counted(column.unreadable, 'cell')} without a {kind}: taken as missing"
    if column.spellings and not column.numeric:
        value, others = next(iter(column.spellings.items()))
        yield f"{name} spells categories in several ways, such as {value}: {', '.join(others[:3])}"


def imbalance(proposal: Proposal) -> Iterator[str]:
    """A class that is much rarer than the others."""
    counts = dict(zip(proposal.target.values, proposal.target.counts, strict=True))
    kept = {name: counts[name] for name in proposal.classes}
    if kept and (share := min(kept.values()) / sum(kept.values())) < IMBALANCED:
        rarest = min(kept, key=lambda name: kept[name])
        yield f"`{rarest}` is rare: {share:.1%} of the rows"


def proposed(proposal: Proposal) -> Iterator[tuple[str, str]]:
    """Target, classes, columns and split, each with the flags that change it."""
    target, classes = f"`{proposal.target.source}`", proposal.classes
    if len(classes) == 2:
        what = f"predict which rows have {target} = `{classes[1]}`, not `{classes[0]}`"
        yield what, "--target, --kind, --positive"
    else:
        what = f"one of {len(classes)} values" if classes else "a number"
        yield f"predict {target}, {what}", "--target, --kind"
    yield f"learn from {counted(len(proposal.features), 'column')}", "--drop"
    yield from ((f"leave out `{name}`: {why}", "--keep") for name, why in proposal.left_out.items())
    yield f"keep for testing {tested_on(proposal)}", "--split"


def tested_on(proposal: Proposal) -> str:
    """Which rows are the test part."""
    if proposal.time:
        return f"the latest fifth of the rows, by `{proposal.time.source}`"
    if proposal.group:
        return f"a fifth of the rows at random, all of one `{proposal.group.source}` together"
    return "a fifth of the rows at random"


def as_json(profile: Profile, proposal: Proposal | None) -> dict[str, Any]:
    """A profile as plain data."""
    columns = [
        {"column": c.source, "kind": c.kind, "missing": c.missing, "distinct": c.distinct}
        | {"low": c.low, "high": c.high, "examples": examples(profile, c)}
        | {"histogram": profile.histograms[c.source]}
        for c in profile.columns
    ]
    result: dict[str, Any] = {"rows": profile.rows, "columns": columns}
    result["findings"] = list(findings(profile, proposal))
    if proposal:
        result |= {
            "target": proposal.target.source,
            "kind": proposal.kind,
            "classes": list(proposal.classes),
            "features": [c.source for c in proposal.features],
            "left_out": proposal.left_out,
            "time": proposal.time.source if proposal.time else None,
            "group": proposal.group.source if proposal.group else None,
        }
    return result
