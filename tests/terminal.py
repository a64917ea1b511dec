"""Drive a terminal program as a person would: type keys, read the screen. Needs pexpect and pyte.

with Terminal("mlscaffold new demo") as t:
    t.wait("Project name?"); t.send("churn", "enter"); print(t.text())
"""

import os
import time

import pexpect
import pyte

KEYS = {
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "enter": "\r",
    "space": " ",
    "backspace": "\x7f",
    "esc": "\x1b",
    "tab": "\t",
    "ctrl-c": "\x03",
    "ctrl-d": "\x04",
}


class Terminal:
    """A real pseudo-terminal of `cols` x `rows` running `command`."""

    def __init__(
        self, command: str, *, cols: int = 100, rows: int = 30, cwd: str | None = None
    ) -> None:
        self.screen = pyte.Screen(cols, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.child = pexpect.spawn(
            "bash",
            ["-c", command],
            dimensions=(rows, cols),
            cwd=cwd,
            env={**os.environ, "TERM": "xterm-256color"},
            timeout=10,
        )

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        self.child.close(force=True)

    def pump(self) -> bool:
        """Read what has arrived; False once the program has ended."""
        try:
            while True:
                data = self.child.read_nonblocking(65536, timeout=0.05)
                self.stream.feed(data)
                if b"\x1b[6n" in data:  # the program asks where the cursor is
                    self.child.send(f"\x1b[{self.screen.cursor.y + 1};{self.screen.cursor.x + 1}R")
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False

    def text(self) -> str:
        """What a person sees now."""
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip()

    def wait(self, text: str, *, timeout: float = 15) -> str:
        """Return the screen once `text` is on it; AssertionError with the screen otherwise."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            alive = self.pump()
            if text in self.text():
                return self.text()
            if not alive:
                break
        raise AssertionError(f"{text!r} not on screen:\n{self.text()}")

    def send(self, *keys: str) -> None:
        """Type each of `keys`: a name in KEYS or plain text."""
        for key in keys:
            self.child.send(KEYS.get(key, key))
