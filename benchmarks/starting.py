"""How long `aryz up` takes until the first event is accepted, on a data folder that was used before."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

_PATIENCE = 60.0


def starting() -> float:
    """Seconds from starting `aryz up` (warm) to the receipt of an event told right after."""
    with tempfile.TemporaryDirectory(prefix="aryz-bench-") as folder:
        first = _run(folder, "bench-one")
        return min(_run(folder, f"bench-{number}") for number in ("two", "three")) if first else 0.0


def _run(folder: str, reference: str) -> float:
    aryz = str(Path(sysconfig.get_path("scripts")) / "aryz")
    environment = {**os.environ, "ARYZ_DATA": folder}
    port = str(_free_port())
    began = time.perf_counter()
    up = subprocess.Popen(  # noqa: S603 (our own command)
        [aryz, "up", "--port", port, "--no-ui"], env=environment, stdout=subprocess.DEVNULL, stderr=sys.stderr
    )
    try:
        while time.perf_counter() - began < _PATIENCE:
            opened = [aryz, "case", "open", reference, "--body", "station:police:city:mia"]
            if (Path(folder) / "running.json").exists() and _quiet(opened, environment) == 0:
                break
            time.sleep(0.05)
        told = [aryz, "case", "tell", reference, "complaint_lodged", "--date", "2026-01-12", "--by", "victim"]
        if _quiet(told, environment) != 0:
            raise RuntimeError("the first event was not accepted")
        return time.perf_counter() - began
    finally:
        up.send_signal(signal.SIGINT)
        up.wait(30)


def _quiet(command: list[str], environment: dict[str, str]) -> int:
    return subprocess.run(command, env=environment, capture_output=True, check=False).returncode  # noqa: S603 (our own)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
