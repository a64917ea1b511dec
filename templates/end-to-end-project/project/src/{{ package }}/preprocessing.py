"""Columns made into numbers, in the way each family of models needs it."""

from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

from .schema import CATEGORIES, NUMBERS


def for_linear_models() -> ColumnTransformer:
    """Numbers on one scale, a column of 0 and 1 for each category."""
    numbers = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    categories = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    return by_kind(numbers, categories)


def for_trees() -> ColumnTransformer:
    """Numbers as they are: scaling changes no split, but moves values over it when exported."""
    categories = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    return by_kind(SimpleImputer(strategy="median"), categories)


def by_kind(numbers: object, categories: object) -> ColumnTransformer:
    """One transformer for the columns with numbers, one for those with categories."""
    parts = [("numbers", numbers, list(NUMBERS)), ("categories", categories, list(CATEGORIES))]
    return ColumnTransformer([part for part in parts if part[2]])
