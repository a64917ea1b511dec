"""Names: headers and titles made into valid Python identifiers, and the nearest of several."""

import keyword
import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

# What a pydantic model has itself, outputs of exported models, columns that the pipeline adds.
MODEL = "config computed_fields construct copy dump dump_json extra fields fields_set json_schema"
MODEL += " parametrized_name post_init rebuild validate validate_json validate_strings"
TAKEN = {f"model_{name}" for name in MODEL.split()}
TAKEN |= {"construct", "copy", "dict", "from_orm", "json", "parse_file", "parse_obj", "parse_raw"}
TAKEN |= {"schema", "schema_json", "update_forward_refs", "validate", "fields"}
TAKEN |= {"self", "label", "probabilities", "variable", "source_row", "nth_copy", "nth_row"}
TAKEN |= {"drawn", "together", "is_test"}

# Parameters of an address that are no business of whoever reads a project.
SECRET = r"(?i)token|secret|passw|credential|signature|session|auth(?!ors?$)|key(id)?$"
SECRET += r"|^(sig|sas|pwd|pass|passphrase|jwt|code)$"

# A longer name would not fit on a line with its type.
LONGEST = 36


def snake_case(text: str) -> str:
    """`SeniorCitizen` → `senior_citizen`, `Age (years)` → `age_years`, `Größe` → `grosse`."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore")
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", plain.decode())
    return re.sub(r"[^a-z0-9]+", "_", split.lower()).strip("_")


def identifier(text: str, *, reserved: Iterable[str] = ()) -> str:
    """A valid Python name for `text` that shadows nothing."""
    name = snake_case(text)[:LONGEST].strip("_") or "column"
    if name[0].isdigit():
        name = f"n{name}"
    taken = keyword.iskeyword(name) or name in TAKEN or name in set(reserved)
    return f"{name}_" if taken else name


def python_names(headers: list[str], *, reserved: Iterable[str] = ()) -> list[str]:
    """One identifier per header, in order, no two alike."""
    return distinct((identifier(header, reserved=reserved) for header in headers), "_", 2)


def distinct(names: Iterable[str], mark: str, first: int) -> list[str]:
    """Names of which no two are alike: a number, from `first`, stands behind one that is repeated."""
    found: list[str] = []
    for base in names:
        name, number = base, first
        while name in found:
            name, number = f"{base}{mark}{number}", number + 1
        found.append(name)
    return found


def nearest(word: str, words: Iterable[str], *, cutoff: float = 0.5) -> str | None:
    """The one of `words` most like `word`, case forgiven; None when nothing is near."""
    by_lower = {each.strip().lower(): each for each in words}
    near = get_close_matches(word.strip().lower(), by_lower, n=1, cutoff=cutoff)
    return by_lower[near[0]] if near else None


def did_you_mean(word: str, words: Iterable[str], otherwise: str) -> str:
    """The hint to a word that is none of `words`: the nearest of them, or what else there is to say."""
    near = nearest(word, words)
    return f"did you mean `{near}`?" if near else otherwise
