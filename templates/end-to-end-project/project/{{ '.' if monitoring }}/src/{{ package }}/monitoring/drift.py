"""Drift: which columns of a window of cases are not distributed as in the reference.

A column drifts when the difference is no chance (a test, corrected for the number of columns) and
larger than what parts of the reference differ by from the whole: seasons come back, and are no drift.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import chi2_contingency, false_discovery_control, ks_2samp

PREDICTION, LOSS = "prediction", "loss"  # columns, too; not every case has them
MOST = 50  # names of a category that have a bin each; the rarer ones share one, as in the model
LEAST = 1e-3  # share of an empty bin, so that the index stays finite

# What is known of a column: "counts" in its bins, which are "edges" of numbers or "names" of
# categories; how many are "missing"; the "quantiles" of numbers; how large an index is "usual".
Known = dict[str, Any]


def summarise(values: "pd.Series[Any]") -> Known:
    """What the reference keeps of a column; no row can be told from it."""
    present = values.dropna()
    if pd.api.types.is_numeric_dtype(values):
        quantiles = np.quantile(present, np.arange(1001) / 1000).tolist() if len(present) else []
        known = {"quantiles": quantiles, "edges": sorted({*quantiles[100:1000:100]})}  # deciles
    else:
        known = {"names": present.value_counts().index[:MOST].tolist()}
    return known | {"counts": count(present, known), "missing": len(values) - len(present)}


def count(present: "pd.Series[Any]", known: Known) -> list[int]:
    """How many of the values are in each bin."""
    if "edges" in known:
        bins, places = known["edges"], np.searchsorted(known["edges"], present)
    else:  # the first bin is for all other names
        bins, places = known["names"], pd.Index(known["names"]).get_indexer(pd.Index(present)) + 1
    return [int(each) for each in np.bincount(places, minlength=len(bins) + 1)]


def stability(before: list[int], after: list[int]) -> float:
    """The population stability index of two counts (Siddiqi, Credit Risk Scorecards, 2006)."""
    # >>> exercise: drift
    old, new = (np.maximum(np.divide(counts, sum(counts)), LEAST) for counts in (before, after))
    return float(((new - old) * np.log(new / old)).sum())
    # <<< exercise: drift


def chi_square(before: list[int], after: list[int]) -> float:
    """The p-value of the chi-square test that two counts come from one distribution."""
    table = np.array([before, after])
    return float(chi2_contingency(table[:, table.any(axis=0)]).pvalue)


def checks(name: str, values: "pd.Series[Any]", known: Known) -> Iterator[tuple[str, float, float]]:
    """Hold a column against the reference: "values" and "missing", each with its p-value and PSI."""
    present = values.dropna()
    old, new = known["counts"], count(present, known)
    if sum(old) and sum(new):
        p = chi_square(old, new)
        if "quantiles" in known:  # 1001 stand for all rows, which are more: p errs upwards
            p = float(ks_2samp(present, known["quantiles"], method="asymp").pvalue)
        yield "values", p, stability(old, new)
    old, new = [sum(old), known["missing"]], [len(present), len(values) - len(present)]
    if (old[1] or new[1]) and name not in (PREDICTION, LOSS):
        yield "missing", chi_square(old, new), stability(old, new)


def compare(
    window: pd.DataFrame, reference: dict[str, Known], limits: dict[str, float]
) -> list[dict[Any, Any]]:
    """The tests of all columns, whose p-values are corrected for their number; drift comes first."""
    rows = [
        (name, of, p, psi, known["usual"].get(of, 0.0))
        for name, known in reference.items()
        for of, p, psi in checks(name, window[name], known)
    ]
    found = pd.DataFrame(rows, columns=["column", "of", "p", "psi", "usual"])
    found["p"] = false_discovery_control(found["p"])  # Benjamini and Hochberg, 1995
    found["limit"] = (limits["margin"] * found["usual"]).clip(lower=limits["psi"])
    found["is_drift"] = (found["p"] < limits["alpha"]) & (found["psi"] > found["limit"])
    return found.sort_values(["is_drift", "psi"], ascending=False).to_dict("records")
