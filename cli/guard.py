"""
Stands between `aryz up` and the server: the server ends when `aryz up` does, however that ended.

Run as a script, with nothing but the standard library: `python guard.py PROGRAM ARGUMENT…`. Its standard input is a
pipe that only `aryz up` holds open. A byte in the pipe means that `aryz up` wants to stop: the server is asked to end
and, if it will not, made to. A pipe that closes without one means that `aryz up` was killed: the server is killed too,
so that the port is free at once. Ctrl-C in a terminal reaches the whole process group; guard and server leave it to
`aryz up`, which stops its worker first.
"""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
import threading
from typing import Final

PATIENCE: Final = 8.0
"""Seconds that the server may take to end by itself."""

_DEATH_SIGNAL: Final = 1  # PR_SET_PDEATHSIG, linux/prctl.h


def main(command: list[str]) -> int:
    """Run the server until it ends or the pipe closes; returns the server's exit status."""
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    server = subprocess.Popen(  # noqa: S603 (the program that `aryz up` found)
        command,
        stdin=subprocess.DEVNULL,
        preexec_fn=_end_with_guard,  # noqa: PLW1509 (this process has one thread)
    )
    threading.Thread(target=_wait_for_end, args=(server,), daemon=True).start()
    return server.wait()


def _wait_for_end(server: subprocess.Popen[bytes]) -> None:
    if not sys.stdin.buffer.read():
        server.kill()
        return
    server.terminate()
    try:
        server.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        server.kill()


def _end_with_guard() -> None:
    """Where the kernel can do it, the server is killed when even this guard was killed."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
