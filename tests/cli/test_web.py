"""The pages as an operator starts them: with `aryz up`, or alone with `aryz web`."""

from __future__ import annotations

import json
import logging
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from cli import failing
from cli.server import WEB_OFFSET, free_port
from logs import Lines
from tests.cli.command import environment, inside, up


@pytest.mark.parametrize(
    ("options", "public", "said"),
    [
        (("--host", "192.0.2.7"), None, "others can reach it; give --tls-cert and --tls-key, or --proxy"),
        (("--host", "192.0.2.7", "--proxy", "10.0.0.2"), None, "ARYZ_PUBLIC_URL: others can reach these pages"),
        (("--proxy", "10.0.0.2"), "http://cases.example.org", "beginning with https://"),
        (("--tls-cert", "chain.pem"), None, "--tls-cert and --tls-key go together"),
    ],
)
def test_nothing_goes_over_a_line_in_the_clear(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], public: str | None, said: str
) -> None:
    """An address that others reach needs TLS or a proxy, and a public address with https; the message says which."""
    kept = environment

    def with_public(data: Path, **more: str) -> dict[str, str]:
        return kept(data, **more, **({"ARYZ_PUBLIC_URL": public} if public else {}))

    monkeypatch.setattr("tests.cli.command.environment", with_public)
    answer = inside(tmp_path, "web", *options)
    assert answer.status == failing.USAGE
    assert said in answer.err


@pytest.mark.server
def test_pages_of_up_and_of_web(tmp_path: Path) -> None:
    """`aryz up` shows the first operator's link and serves the pages; `aryz web` serves them too, and ends with 0."""
    data, port = tmp_path / "data", free_port()
    with up(data, port) as process:
        pages = f"http://127.0.0.1:{port + WEB_OFFSET}"
        assert process.stdout is not None
        link = next(line for line in process.stdout if line.startswith("First operator: "))
        assert re.fullmatch(rf"First operator: open {pages}/invited/\S+ within 72 hours\. .*shown once\.\n", link)
        assert httpx.get(f"{pages}/readyz", trust_env=False).json()["ready"] is True
        assert "temporal_" in httpx.get(f"{pages}/metrics", trust_env=False).text

        alone = free_port()
        command = [sys.executable, "-m", "cli.main", "web", "--web-port", str(alone)]
        with subprocess.Popen(command, env=environment(data), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as web:
            assert _answers(f"http://127.0.0.1:{alone}/readyz")
            web.send_signal(signal.SIGTERM)
            out, err = web.communicate(timeout=30)
        assert (web.returncode, out.decode().splitlines()[-1]) == (0, "Stopped.")
        answered = [line for line in map(json.loads, err.decode().splitlines()) if line["what"] == "answered"]
        assert {line["route"] for line in answered} == {"readyz"}


def _answers(address: str) -> bool:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            return httpx.get(address, trust_env=False).status_code == 200
        except httpx.HTTPError:
            time.sleep(0.2)
    return False


def test_a_line_of_the_log_has_no_words_of_an_error() -> None:
    """A line names the kind of an error; what the error says may be what somebody typed."""
    error = ValueError("Sauran Testname")
    record = logging.LogRecord("aryz", logging.ERROR, __file__, 1, "failed", (), (ValueError, error, None))
    line = json.loads(Lines().format(record))
    assert (line["level"], line["what"], line["error"]) == ("error", "failed", "ValueError")
    assert "Sauran" not in json.dumps(line)
