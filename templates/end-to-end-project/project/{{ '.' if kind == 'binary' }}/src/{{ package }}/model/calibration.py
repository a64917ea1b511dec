"""Are the probabilities right? Of 100 cases with 20 % each, about 20 should happen."""

import numpy as np
import pandas as pd
from scipy.special import logit
from scipy.stats import chi2
from sklearn.linear_model import LogisticRegression

SURE = 0.05  # below this p-value, miscalibration counts as shown


def slope(truth: np.ndarray, said: np.ndarray) -> float:
    """By how much the logits must be stretched: 1 is right, below 1 they are too extreme.

    Source: Cox, Two further applications of a model for binary regression, Biometrika 45, 1958.
    """
    if len(np.unique(truth)) < 2:
        return float("nan")
    logits = logit(said.astype(float).clip(1e-6, 1 - 1e-6))[:, None]
    # Hardly any penalty: only so that classes that are told apart have a slope at all.
    return float(LogisticRegression(C=1000).fit(logits, truth).coef_[0, 0])


def deciles(truth: np.ndarray, said: np.ndarray) -> pd.DataFrame:
    """Ten groups of equal size by probability: rows, and sums of truth, of said and its variance."""
    places = pd.qcut(said, 10, labels=False, duplicates="drop")
    columns = {"rows": 1, "truth": truth, "said": said, "variance": said * (1 - said)}
    return pd.DataFrame(columns, dtype=float).groupby(places).sum()


def decile_error(truth: np.ndarray, said: np.ndarray) -> float:
    """By how much share and mean probability of a group differ, on average."""
    found = deciles(truth, said)
    return float((found["truth"] - found["said"]).abs().sum() / len(truth))


def error_by_chance(truth: np.ndarray, said: np.ndarray) -> float:
    """What the decile error would be about if the probabilities were right."""
    found = deciles(truth, said)
    return float((found["variance"] ** 0.5).sum() * (2 / np.pi) ** 0.5 / len(truth))


def misfit(truth: np.ndarray, said: np.ndarray) -> float:
    """How likely calibrated probabilities would miss the shares of the groups by as much (p-value).

    Source: Hosmer and Lemeshow, Applied Logistic Regression, 2013, chapter 5; for rows that the
    model has not seen, each group is one degree of freedom.
    """
    found = deciles(truth, said)
    distance = ((found["truth"] - found["said"]) ** 2 / found["variance"].clip(lower=1e-9)).sum()
    return float(chi2.sf(distance, len(found)))
