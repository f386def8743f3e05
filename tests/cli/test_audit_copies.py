"""A copy that cannot be written, a ledger without its keys, and time stamps by a service."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from unittest import mock

import pytest

from cli import failing
from tests.cli.command import Answer, inside
from tests.cli.test_audit import keep

OPENSSL = shutil.which("openssl")
CONFIG = """
[req]
distinguished_name = named
[named]
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[leaf]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = service
[service]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A data folder with one case of 21 records."""
    asyncio.run(keep(tmp_path / "data", "asv"))
    return tmp_path / "data"


def without_writing(data: Path, *arguments: str) -> Answer:
    """Run a command that is told that nothing may be written (root may write everywhere)."""
    real = os.access
    with mock.patch("os.access", lambda path, mode: mode != os.W_OK and real(path, mode)):
        return inside(data, *arguments)


@pytest.mark.parametrize("log", [b"", b"log"], ids=["no log", "with log"])
def test_a_copy_that_cannot_be_written_is_verified(kept: Path, log: bytes) -> None:
    """Nothing is written beside it, and what its write-ahead log holds is read too."""
    if log:
        keep_open = subprocess.Popen([sys.executable, "-c", HOLD, str(kept / "aryz.db")], stdout=subprocess.PIPE)
        assert keep_open.stdout is not None
        assert keep_open.stdout.readline()
        keep_open.kill()
        keep_open.wait()
        keep_open.stdout.close()
        assert (kept / "aryz.db-wal").stat().st_size > 0
    before = {path: path.stat().st_mtime_ns for path in kept.rglob("*")}
    said = without_writing(kept, "audit", "verify")

    assert said.status == (failing.BROKEN if log else 0)
    assert ("cannot be read (`state`)" in said.err) == bool(log)
    assert {path: path.stat().st_mtime_ns for path in kept.rglob("*")} == before


HOLD = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1])
connection.execute("UPDATE register SET state = ''")
connection.commit()
print("ready", flush=True)
time.sleep(60)
"""


def test_without_keys_everything_else_is_verified(kept: Path, tmp_path: Path) -> None:
    """An auditor has the ledger and its public key: payloads stay closed, and that is said."""
    public = tmp_path / "ledger.pub"
    (kept / "keys" / "ledger.pub").rename(public)
    shutil.rmtree(kept / "keys")

    said = inside(kept, "audit", "verify", "--key", str(public))
    assert said.out.splitlines()[0] == "verified 1 of 1 cases, 21 records"
    assert said.out.splitlines()[-2:] == ["payloads not opened: no keys here", "register not compared: no keys here"]
    assert "no public key of it is known here" in inside(kept, "audit", "verify").err


class Service(BaseHTTPRequestHandler):
    """A time stamping service made of openssl, in the folder that its server names."""

    folder: Path
    answer: bytes | None = None

    def do_POST(self) -> None:
        """Stamp what was sent, or send what the test wants."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        (self.folder / "asked.tsq").write_bytes(body)
        answer = self.answer if self.answer is not None else self._stamped()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(answer)

    def _stamped(self) -> bytes:
        command = "ts -reply -config tsa.cnf -section service -queryfile asked.tsq -signer tsa.pem -inkey tsa.key"
        openssl(self.folder, f"{command} -out answer.tsr")
        return (self.folder / "answer.tsr").read_bytes()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def openssl(folder: Path, line: str) -> None:
    """Run openssl there."""
    assert OPENSSL is not None
    subprocess.run([OPENSSL, *line.split()], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Service]]:
    """The service on a port of this machine, with a root certificate and one for time stamping."""
    if OPENSSL is None:
        pytest.skip("needs openssl")
    folder = tmp_path / "tsa"
    folder.mkdir()
    (folder / "tsa.cnf").write_text(CONFIG)
    (folder / "serial").write_text("01\n")
    new = "req -x509 -newkey rsa:2048 -nodes -config tsa.cnf -days 30"
    openssl(folder, f"{new} -extensions root -subj /CN=root -keyout root.key -out root.pem")
    openssl(folder, f"{new} -extensions leaf -subj /CN=tsa -keyout tsa.key -out tsa.pem -CA root.pem -CAkey root.key")
    handler = type("Here", (Service,), {"folder": folder, "answer": None})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    real = inside.__globals__["environment"]
    url = f"http://127.0.0.1:{server.server_port}/"
    monkeypatch.setitem(inside.__globals__, "environment", lambda data, **more: real(data, ARYZ_TSA_URL=url, **more))
    yield handler
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_checkpoint_is_stamped(kept: Path, service: type[Service]) -> None:
    """The response is verified, kept beside what was stamped, and openssl agrees."""
    shutil.copy(service.folder / "root.pem", kept / "keys" / "tsa.pem")
    said = inside(kept, "audit", "timestamp")

    assert said.status == 0, said.err
    assert said.out.startswith("the checkpoint of 21 records existed at ")
    stamps = kept / "keys" / "timestamps"
    assert (stamps / "21.txt").read_text() == inside(kept, "audit", "checkpoint").out
    openssl(stamps, "ts -verify -in 21.tsr -data 21.txt -CAfile ../tsa.pem")


@pytest.mark.parametrize("answer", [b"", b"\x30\x03\x02\x01\x00", b"<html>", "older", "stranger"])
def test_a_wrong_stamp_is_refused(kept: Path, service: type[Service], answer: bytes | str) -> None:
    """No stamp, one of another request, or one under another root: one line, status 3, and nothing is kept."""
    shutil.copy(service.folder / "root.pem", kept / "keys" / "tsa.pem")
    if answer == "older":
        assert inside(kept, "audit", "timestamp").status == 0
        shutil.rmtree(kept / "keys" / "timestamps")
        service.answer = (service.folder / "answer.tsr").read_bytes()
    elif answer == "stranger":
        new = "req -x509 -newkey rsa:2048 -nodes -config tsa.cnf -days 30 -extensions root -subj /CN=root"
        openssl(service.folder, f"{new} -keyout other.key -out other.pem")
        shutil.copy(service.folder / "other.pem", kept / "keys" / "tsa.pem")
    else:
        service.answer = answer if isinstance(answer, bytes) else b""
    said = inside(kept, "audit", "timestamp")

    assert (said.status, "the time stamp does not hold" in said.line) == (failing.BROKEN, True)
    assert not (kept / "keys" / "timestamps").exists()


def test_without_a_service_it_is_said(kept: Path) -> None:
    """Nothing is configured: what to set is told."""
    assert "set ARYZ_TSA_URL" in inside(kept, "audit", "timestamp").line
