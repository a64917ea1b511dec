"""The one tree of errors: each carries what happened and the way out, none of them prints."""


class MlscaffoldError(Exception):
    """Something failed; `message` says what and where, `hint` the way out."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        """Keep both parts apart, so that each caller shows them in its own way."""
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(MlscaffoldError):
    """The command or its input was wrong: the caller can mend it."""

    exit_code = 2


class Undecided(MlscaffoldError):
    """A person must decide something first."""

    exit_code = 3


class Nothing(Exception):
    """There is nothing to do; the message says why, or at which version."""
