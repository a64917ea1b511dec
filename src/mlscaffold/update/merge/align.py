"""Template files made comparable with the user's: line ends, text of runs, the answers' comments.

Pure functions on the bytes of one file. What differs only by these is no change of anybody's.
"""

import re

# What a run writes: `<!-- name:start -->` … `<!-- name:end -->`.
BLOCK = re.compile(rb"(<!-- ([\w-]+):start -->)(.*?)(<!-- \2:end -->)", re.DOTALL)


def aligned(ours: bytes, base: bytes, new: bytes) -> tuple[bytes, bytes]:
    """The template's old and new file with the line ends and the run's text of the user's file."""
    end = line_end(ours)
    both = ((text, line_end(text)) for text in (base, new))
    base, new = (text.replace(old, end) if old and end else text for text, old in both)
    return with_blocks(ours, base, new)


def line_end(text: bytes) -> bytes:
    """How all lines of a text end; empty where they end in several ways, or it is no text."""
    breaks, returns = text.count(b"\n"), text.count(b"\r\n")
    if not breaks or 0 < returns < breaks or b"\0" in text:
        return b""
    return b"\r\n" if returns else b"\n"


def with_blocks(ours: bytes, base: bytes, new: bytes) -> tuple[bytes, bytes]:
    """Both texts with the blocks of `ours`, each of which stands in them once."""
    # One that the new text has no more is filled in the old one too: it goes with what a run wrote.
    written, old, later = (blocks(text) for text in (ours, base, new))

    def fill(match: re.Match[bytes]) -> bytes:
        name = match[2]
        is_shared = name in written and name in old and (name in later or match[1] not in new)
        return match[1] + written[name] + match[4] if is_shared else match[0]

    return BLOCK.sub(fill, base), BLOCK.sub(fill, new)


def blocks(text: bytes) -> dict[bytes, bytes]:
    """The blocks whose markers stand in a text exactly once."""
    return {
        match[2]: match[3]
        for match in BLOCK.finditer(text)
        if text.count(match[1]) == 1 and text.count(match[4]) == 1
    }


def with_comments(ours: bytes, new: bytes) -> bytes:
    """New recorded answers with the comment lines that the user wrote among the old ones."""
    known = set(new.splitlines())
    comments = [line for line in ours.splitlines() if line.startswith(b"#") and line not in known]
    return new + b"".join(line + b"\n" for line in comments)
