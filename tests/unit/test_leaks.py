"""Columns that give the target away, and honest ones that are only good."""

from random import Random

import pytest

from mlscaffold.table.leaks import leaks, linear

ROWS = 300
random = Random(1)
AMOUNT = [random.gauss(50, 10) for _ in range(ROWS)]
CLASS = ["yes" if a + random.gauss(0, 5) > 50 else "no" for a in AMOUNT]
NOISE = [random.random() for _ in range(ROWS)]
PART = [a * n for a, n in zip(AMOUNT, NOISE, strict=True)]
REST = [a - p for a, p in zip(AMOUNT, PART, strict=True)]


@pytest.mark.parametrize(
    "copy",
    [
        [2.5 * a + 1 for a in AMOUNT],
        [a**3 for a in AMOUNT],
        [-a for a in AMOUNT],
        [round(a, 1) for a in AMOUNT],
    ],
)
def test_a_copy_of_an_amount_is_found(copy: list[float]) -> None:
    found = leaks({"copy": copy, "noise": NOISE, "y": AMOUNT}, "y", ["copy", "noise"], numeric=True)
    assert list(found) == ["copy"]


@pytest.mark.parametrize(
    "copy",
    [
        ["A" if c == "yes" else "B" for c in CLASS],
        [f"{c}-{random.randrange(5)}" for c in CLASS],
        [random.random() + (c == "yes") for c in CLASS],
    ],
)
def test_a_copy_of_a_class_is_found(copy: list[object]) -> None:
    found = leaks({"copy": copy, "n": NOISE, "y": CLASS}, "y", ["copy", "n"], numeric=False)
    assert list(found) == ["copy"]


def test_what_is_known_of_one_class_only_is_found() -> None:
    reason = ["moved" if c == "yes" else None for c in CLASS]
    found = leaks({"reason": reason, "y": CLASS}, "y", ["reason"], numeric=False)
    assert found == {"reason": "is known only where `y` is `yes`"}


@pytest.mark.parametrize(
    ("first", "second", "target"),
    [(PART, REST, AMOUNT), (AMOUNT, PART, REST), (PART, AMOUNT, REST)],
)
def test_parts_that_make_the_target_are_found(
    first: list[float], second: list[float], target: list[float]
) -> None:
    sample = {"first": first, "second": second, "noise": NOISE, "y": target}
    found = leaks(sample, "y", ["first", "second", "noise"], numeric=True)
    assert set(found) == {"first", "second"}
    assert "`first`" in found["second"] and "`second`" in found["first"]


def test_a_good_feature_is_none() -> None:
    sample = {"amount": AMOUNT, "noise": NOISE, "y": CLASS}
    assert leaks(sample, "y", ["amount", "noise"], numeric=False) == {}
    noisy = [a + random.gauss(0, 2) for a in AMOUNT]
    assert leaks({"noisy": noisy, "y": AMOUNT}, "y", ["noisy"], numeric=True) == {}


def test_a_class_that_is_everywhere_tells_nothing() -> None:
    target = ["no"] * 290 + ["yes"] * 10
    gaps = [None if n % 3 else 1.0 + n for n in range(290)] + [None] * 10
    assert leaks({"gaps": gaps, "y": target}, "y", ["gaps"], numeric=False) == {}


def test_a_sum_of_many_columns_is_found_among_others() -> None:
    parts = {f"part{n}": [random.gauss(7, 1) for _ in range(ROWS)] for n in range(10)}
    more = {f"more{n}": [random.gauss(7, 1) for _ in range(ROWS)] for n in range(10)}
    total = [round(sum(each), 2) for each in zip(*parts.values(), strict=True)]
    found = leaks(parts | more | {"y": total}, "y", [*more, *parts], numeric=True)
    assert set(found) == set(parts)


def test_other_weights_are_told_but_left_in() -> None:
    sample = {"a": AMOUNT, "b": NOISE, "c": REST}
    sample["y"] = [2 * a - 30 * b for a, b in zip(AMOUNT, NOISE, strict=True)]
    assert leaks(sample, "y", ["a", "b", "c"], numeric=True) == {}
    assert set(linear(sample, "y", ["a", "b", "c"])) == {"a", "b"}


def test_a_good_fit_is_no_sum() -> None:
    sample = {"a": AMOUNT, "b": REST}
    sample["y"] = [a + b + random.gauss(0, 1) for a, b in zip(AMOUNT, REST, strict=True)]
    assert linear(sample, "y", ["a", "b"]) == {}
