"""Which ids name a folder on any system, a branch of git's, and a repository on any host.

Letters are those of ASCII: hosts take no others in a repository's name, and one system's `é` is two
characters on another.
"""

import re

LONGEST = 64
# Names that Windows keeps for devices, whatever stands behind a dot.
DEVICES = r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?"
# By what matches: what is wrong. The first that matches is told.
FAULTS = {
    r"\s*": "is empty",
    r"(?s).*[^ -~].*": "has a character that is no plain ASCII",
    r"[=+@-].*": "begins like a formula or an option",
    r"\..*": "begins with a dot",
    r".*[^A-Za-z0-9._-].*": "has a character besides letters, digits and . _ -",
    r"_.*": "begins with no letter or digit",
    r".*\.\..*": "has two dots in a row",
    r".*\.": "ends with a dot",
    r"(?i).*\.(git|lock)": "has an ending that git keeps for itself",
    DEVICES: "is the name of a device on Windows",
    rf".{{{LONGEST + 1},}}": f"has more than {LONGEST} characters",
}


def fault_of_id(text: str) -> str:
    """What makes a text no id; empty when it is one."""
    return next((fault for what, fault in FAULTS.items() if re.fullmatch(what, text)), "")
