"""`aryz up` and `aryz demo` as processes: they start, they end, and what was acknowledged survives both."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cli import failing
from cli.server import free_port
from tests.cli.command import EXAMPLES, aryz, environment, gone, inside, server_of, up

pytestmark = [pytest.mark.server, pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")]


def test_ctrl_c_stops_everything_and_nothing_is_lost(tmp_path: Path) -> None:
    """Ctrl-C, sent to the whole group as a terminal does, ends server and worker in order; the next start knows all."""
    data, port = tmp_path / "data", free_port()
    with up(data, port) as process:
        assert aryz(data, "import", str(EXAMPLES / "tyan.yaml")).status == 0
        os.killpg(process.pid, signal.SIGINT)
        out, _ = process.communicate(timeout=30)
        assert (process.returncode, out.splitlines()[-1]) == (0, "Stopped. Everything acknowledged is kept.")
    assert gone(port, 1)
    assert not (data / "running.json").exists()

    with up(data, port) as process:
        assert aryz(data, "import", str(EXAMPLES / "tyan.yaml")).out.startswith("nothing new")
        process.terminate()
        assert process.wait(30) == 0
    assert gone(port, 1)


def test_new_keys_are_told_and_lost_ones_not_replaced(tmp_path: Path) -> None:
    """The start that makes keys says where they are, once; where a ledger has lost its own, `up` ends with one line."""
    data, port = tmp_path / "data", free_port()
    said = f"Keys were made in {data / 'keys'}: back them up apart from the data (docs/backup.md)."
    for first in (True, False):
        with up(data, port) as process:
            if first:
                assert aryz(data, "import", str(EXAMPLES / "asv.yaml")).status == 0
            process.send_signal(signal.SIGINT)
            assert process.stdout is not None
            assert (said in process.stdout.read().splitlines()) is first
    (data / "keys").rename(tmp_path / "elsewhere")

    answer = aryz(data, "up", "--port", str(port), "--no-ui")
    assert (answer.status, answer.out) == (failing.FAILED, "")
    assert "signed records, and its keys are not in" in answer.line
    assert not (data / "keys").exists()


def test_after_a_kill_the_next_start_goes_on(tmp_path: Path) -> None:
    """SIGKILL leaves no server behind, and the same data and port work at once with everything acknowledged."""
    data, port = tmp_path / "data", free_port()
    with up(data, port) as process:
        assert aryz(data, "import", str(EXAMPLES / "asv.yaml")).status == 0
        process.kill()
        process.wait(10)
    assert gone(port, 5)
    assert (data / "running.json").exists()
    assert "connection refused" in inside(data, "case", "tell", "asv", "noted", "--date", "2024-01-01").line

    with up(data, port):
        assert aryz(data, "case", "tell", "asv", "noted", "--date", "2024-01-01").status == 0
        assert inside(data, "audit", "verify").out.startswith("verified 1 of 1 cases, 2")
        assert inside(data, "import", str(EXAMPLES / "asv.yaml")).out.startswith("nothing new")


def test_a_server_that_dies_is_told(tmp_path: Path) -> None:
    """When the server ends by itself, `aryz up` says so and ends with 1."""
    data, port = tmp_path / "data", free_port()
    with up(data, port) as process:
        servers = [pid for pid in server_of(port) if b"guard.py" not in Path(f"/proc/{pid}/cmdline").read_bytes()]
        for pid in servers:
            os.kill(pid, signal.SIGKILL)
        out, _ = process.communicate(timeout=60)

    assert process.returncode == failing.FAILED
    assert "aryz: the Temporal server ended by itself" in out


def test_the_server_goes_with_its_guard(tmp_path: Path) -> None:
    """Even where the process between is killed, no server is left that would hold the port."""
    data, port = tmp_path / "data", free_port()
    with up(data, port) as process:
        guard = next(pid for pid in server_of(port) if b"guard.py" in Path(f"/proc/{pid}/cmdline").read_bytes())
        os.kill(guard, signal.SIGKILL)
        process.communicate(timeout=60)

    assert process.returncode == failing.FAILED
    assert gone(port, 5)


def test_the_demo_prints_its_board_and_leaves_nothing(tmp_path: Path) -> None:
    """The published cases are told, the board is printed, and folder and server are gone."""
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", "demo", "--once"],
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
        env=environment(tmp_path / "data", TMPDIR=str(tmp_path)),
    )

    assert done.returncode == 0, done.stderr
    assert "474 events of 12 published cases" in done.stdout
    for case in sorted(path.stem for path in EXAMPLES.glob("*.yaml")):
        assert case in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_the_demo_ends_at_once(tmp_path: Path) -> None:
    """Ctrl-C ends the demo within three seconds, says so in one line, and leaves nothing."""
    process = subprocess.Popen(
        [sys.executable, "-m", "cli.main", "demo"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(tmp_path / "data", TMPDIR=str(tmp_path)),
    )
    assert process.stdout is not None
    while not process.stdout.readline().startswith("Ctrl-C"):
        assert process.poll() is None
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)

    assert time.monotonic() - began < 3
    assert (process.returncode, out) == (0, "")
    assert err.splitlines()[-1] == "aryz: stopped; everything is deleted"
    assert list(tmp_path.iterdir()) == []


def test_up_writes_its_lines_at_once_into_a_file(tmp_path: Path) -> None:
    """Who sends the output of `aryz up` into a log finds there that it is up while it runs."""
    log, port = tmp_path / "log", free_port()
    with log.open("w") as file:
        command = [sys.executable, "-m", "cli.main", "up", "--port", str(port), "--no-ui"]
        process = subprocess.Popen(command, stdout=file, env=environment(tmp_path / "data"))
    try:
        until = time.monotonic() + 60
        while "Aryz is up" not in log.read_text() and time.monotonic() < until and process.poll() is None:
            time.sleep(0.1)
        assert "Aryz is up" in log.read_text()
    finally:
        process.terminate()
        process.wait(30)


def test_a_store_that_is_none_is_told(tmp_path: Path) -> None:
    """A file that is no database is left as it is, and `up` ends with one line."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "aryz.db").write_bytes(b"this is no database, " * 50)
    answer = aryz(data, "up", "--port", str(free_port()), "--no-ui")

    assert answer.status == failing.FAILED
    assert "is not a database" in answer.line
    assert answer.out == ""
