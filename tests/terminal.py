"""Drive a terminal program as a person would: type keys, read the screen.

with Terminal("mlscaffold new demo") as terminal:
    terminal.wait("Which data?")
    terminal.send("down", "enter")
"""

import os
import signal
import time
from contextlib import suppress
from types import TracebackType

import pexpect
import pyte

KEYS = {"up": "\x1b[A", "down": "\x1b[B", "enter": "\r", "space": " ", "backspace": "\x7f"}
KEYS |= {"esc": "\x1b", "tab": "\t", "ctrl-b": "\x02", "ctrl-c": "\x03", "ctrl-d": "\x04"}
KEYS |= {"ctrl-u": "\x15"}
PATIENCE = 180  # seconds; machines are slow at times


def heed_ctrl_c() -> None:
    """As in a new terminal: tests that run in the background have inherited to ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """A real pseudo-terminal of `cols` x `rows` running `command`."""

    def __init__(
        self,
        command: str,
        *,
        cols: int = 100,
        rows: int = 30,
        cwd: str | None = None,
        env: dict[str, str] | None = None,
    ) -> None:
        self.screen = pyte.Screen(cols, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.written = b""
        variables = {**os.environ, "TERM": "xterm-256color", **(env or {})}
        self.child = pexpect.spawn(
            "bash",
            ["-c", command],
            dimensions=(rows, cols),
            cwd=cwd,
            env=variables,
            timeout=10,
            preexec_fn=heed_ctrl_c,
        )

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with suppress(pexpect.ExceptionPexpect):  # killed; a slow machine has not seen its end yet
            self.child.close(force=True)

    def pump(self) -> bool:
        """Read what has arrived; False once the program has ended."""
        try:
            while True:
                data = self.child.read_nonblocking(65536, timeout=0.05)
                self.written += data
                self.stream.feed(data)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False

    def text(self) -> str:
        """What a person sees now."""
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip()

    def wait(self, text: str) -> str:
        """Return the screen once `text` is on it; AssertionError with the screen otherwise."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            alive = self.pump()
            if text in self.text():
                return self.text()
            if not alive:
                break
        raise AssertionError(f"{text!r} not on screen:\n{self.text()}")

    def settle(self) -> str:
        """Return the screen once it has not changed for half a second."""
        before = ""
        while (now := self.text()) != before:
            before = now
            end = time.monotonic() + 0.5
            while time.monotonic() < end and self.pump():
                continue
        return before

    def send(self, *keys: str) -> None:
        """Type each of `keys`: a name in KEYS or plain text."""
        for key in keys:
            self.child.send(KEYS.get(key, key))
            time.sleep(0.02)  # as no person types faster; Esc must not run into the next key

    def answer(self, question: str, *keys: str) -> str:
        """Wait for a question, type, and return the screen before."""
        screen = self.wait(question)
        self.send(*keys)
        return screen

    def end(self) -> int:
        """Wait until the program has ended; return its exit code."""
        while self.pump():
            continue
        self.child.close()
        return int(self.child.exitstatus if self.child.exitstatus is not None else -1)
