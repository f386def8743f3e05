"""Running the command: in this process for what is pure, as a process of its own for what starts servers."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from cli.main import run

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"


@dataclass(frozen=True)
class Answer:
    """What a command answered."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What was printed, as JSON."""
        return json.loads(self.out)

    @property
    def line(self) -> str:
        """The one line that it said on stderr."""
        lines = self.err.strip().splitlines()
        assert len(lines) == 1, self.err
        assert lines[0].startswith("aryz: "), self.err
        return lines[0].removeprefix("aryz: ")


def environment(data: Path, **more: str) -> dict[str, str]:
    """An environment in which nothing of this machine's user matters."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ARYZ_", "TEMPORAL_"))}
    return {**kept, "ARYZ_DATA": str(data), "PYTHONPATH": str(ROOT), **more}


def inside(data: Path, *arguments: str, given: str = "") -> Answer:
    """Run the command in this process: a second faster than a process of its own."""
    out, err, stdin = io.StringIO(), io.StringIO(), io.TextIOWrapper(io.BytesIO(given.encode()))
    environ = mock.patch.dict(os.environ, environment(data), clear=True)
    with environ, mock.patch("sys.stdin", stdin), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = run(arguments)
    return Answer(status, out.getvalue(), err.getvalue())


def aryz(data: Path, *arguments: str, given: str | None = None, **more: str) -> Answer:
    """Run the command as a process."""
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", *arguments],
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=data.parent,
        env=environment(data, **more),
    )
    return Answer(done.returncode, done.stdout, done.stderr)


@contextlib.contextmanager
def up(data: Path, port: int, *options: str) -> Iterator[subprocess.Popen[str]]:
    """`aryz up` as a process, from the moment when it says that it is up; ended with Ctrl-C if it still runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "cli.main", "up", "--port", str(port), "--no-ui", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment(data),
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first.startswith("Aryz is up"), first + process.stdout.read()
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(30)
        assert process.stdout is not None
        process.stdout.close()


def server_of(port: int) -> list[int]:
    """The processes whose command line names this port of a server."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if f"--port\0{port}\0".encode() in path.read_bytes() and b"start-dev" in path.read_bytes():
                found.append(int(path.parent.name))
    return found


def gone(port: int, seconds: float) -> bool:
    """Whether the server of a port has ended within so many seconds."""
    until = time.monotonic() + seconds
    while server_of(port):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True
