"""Files made to stall whoever checks them: refused in a line, within bounds, by both verifiers."""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from tests.verifier.bundles import LOG, SCRIPT, judged, relisted, signed, whole, zipped

MEMORY: Final = 2 << 30
"""Bytes of address space that a verifier gets here: it must not need more, whatever it is handed."""
SECONDS: Final = 60
Make = Callable[[], bytes]


def with_line(name: str, line: bytes) -> bytes:
    """A bundle with one more line in a file, the list mended."""
    return zipped(relisted({**whole(), name: whole()[name] + line}))


def many_files() -> bytes:
    """Twenty thousand empty files."""
    return zipped({**whole(), **{f"f{number}": b"" for number in range(20_000)}})


def declared(size: int) -> bytes:
    """A file of whose size the list at the end of the zip says something else."""
    data = zipped({"records.jsonl": b"x"})
    at = data.rindex(b"PK\1\2")
    return data[: at + 24] + size.to_bytes(4, "little") + data[at + 28 :]


def zip64() -> bytes:
    """A zip whose list is said to be elsewhere, and endless."""
    data = zipped(whole())
    end = data.rindex(b"PK\5\6")
    record = b"PK\6\6" + (44).to_bytes(8, "little") + bytes(4 + 8) + b"\xff" * 32
    locator = b"PK\6\7" + bytes(4) + end.to_bytes(8, "little") + (1).to_bytes(4, "little")
    return data[:end] + record + locator + data[end:]


def long_list() -> bytes:
    """A zip whose list of files is said to have 4 GB."""
    data = zipped(whole())
    end = data.rindex(b"PK\5\6")
    return data[: end + 12] + b"\xff" * 4 + data[end + 16 :]


def packed_otherwise() -> bytes:
    """A bundle packed in a way that needs much memory."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_LZMA) as archive:
        for name, data in whole().items():
            archive.writestr(name, data)
    return made.getvalue()


def overlapping() -> bytes:
    """Two files that share their bytes."""
    data = zipped({"a": b"\0" * 1000, "b": b"\0" * 1000})
    first, second = data.index(b"PK\1\2"), data.rindex(b"PK\1\2")
    return data[: second + 42] + data[first + 42 : first + 46] + data[second + 46 :]


HOSTILE: Final[dict[str, Make]] = {
    "many files": many_files,
    "4 GiB declared": lambda: declared(0xFFFFFFFE),
    "less declared": lambda: declared(0),
    "zip64": zip64,
    "long list": long_list,
    "lzma": packed_otherwise,
    "overlapping": overlapping,
    "zeros": lambda: zipped({**whole(), "bomb": bytes(1 << 28)}),
    "zip in a zip": lambda: zipped({"inner.zip": zipped(whole())}),
    "newlines": lambda: with_line("payloads.jsonl", b"\n" * (1 << 27)),
    "one endless line": lambda: with_line("payloads.jsonl", b"[" * (1 << 27)),
    "lists in a line": lambda: with_line("payloads.jsonl", b"[" + b"[]," * (1 << 21) + b"[]]\n"),
    "objects in a line": lambda: with_line("law.jsonl", b'{"a":[' + b"{}," * (1 << 21) + b"{}]}\n"),
    "lines without end": lambda: with_line("proofs.jsonl", b"0\n" * (1 << 24)),
    "deep": lambda: with_line("payloads.jsonl", b"[" * 100_000 + b"]" * 100_000 + b"\n"),
    "deep in a record": lambda: with_line("records.jsonl", b'{"a":' * 5000 + b"1" + b"}" * 5000 + b"\n"),
    "huge number": lambda: with_line("payloads.jsonl", b'{"seq":' + b"9" * 1_000_000 + b"}\n"),
    "huge exponent": lambda: with_line("payloads.jsonl", b'{"seq":1e999999999}\n'),
    "not a number": lambda: with_line("payloads.jsonl", b'{"seq":NaN}\n'),
    "half a letter": lambda: with_line(
        "payloads.jsonl", b'{"seq":66,"shown":{"raw":["' + b"0" * 32 + b'","\\ud800"]}}\n'
    ),
    "no UTF-8": lambda: with_line("payloads.jsonl", b'{"seq":66,"\xff":1}\n'),
    "a key twice": lambda: with_line("payloads.jsonl", b'{"seq":66,"seq":66}\n'),
    "a mark of bytes": lambda: zipped(relisted({**whole(), "law.jsonl": b"\xef\xbb\xbf" + whole()["law.jsonl"]})),
    "list of a list": lambda: zipped({**whole(), "bundle.json": b"[" * 10_000 + b"]" * 10_000}),
    "no object": lambda: zipped({**whole(), "bundle.json": b"7"}),
    "endless path": lambda: with_line(
        "proofs.jsonl", json.dumps({"seq": 67, "index": 999, "path": ["0" * 64] * 100_000}).encode() + b"\n"
    ),
    "signatures": lambda: zipped(
        relisted({**whole(), "head.txt": whole()["head.txt"] + "— a.example aGVsbG8gd29ybGQ=\n".encode() * 4000})
    ),
    "keys": lambda: zipped(relisted({**whole(), "keys.txt": (LOG.verifier.text.encode() + b"\n") * 100_000})),
    "an endless size": lambda: zipped(
        relisted({**whole(), "checkpoint.txt": signed(f"{LOG.name}\n{10**18 * 9 + 10**18}\nAAAA\n").encode()})
    ),
    "two in one file": lambda: zipped({**whole(), "more.txt": b"x"}) + zipped(whole()),
    "something before it": lambda: b"#!/bin/sh\n" + zipped(whole()),
    "nothing": lambda: b"",
    "an end alone": lambda: b"PK\5\6" + bytes(18),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_refused_in_a_line(tmp_path: Path, name: str) -> None:
    """Both refuse it, in one line that is short and says where."""
    path = tmp_path / "case.zip"
    path.write_bytes(HOSTILE[name]())
    found = judged(path)
    assert found.status == 3
    assert "\n" not in found.line
    assert len(found.line) < 500


@pytest.mark.slow
@pytest.mark.parametrize("command", [[str(SCRIPT)], ["-m", "cli.main", "audit", "verify"]], ids=["script", "project"])
@pytest.mark.parametrize(
    "name", ["newlines", "one endless line", "lists in a line", "lines without end", "zeros", "zip64"]
)
def test_within_bounds(tmp_path: Path, name: str, command: list[str]) -> None:
    """With two gigabytes and a minute either ends with 3 and one line; nothing is printed that looks like an answer."""
    path = tmp_path / "case.zip"
    path.write_bytes(HOSTILE[name]())
    done = subprocess.run(
        [sys.executable, *command, str(path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
        cwd=SCRIPT.parents[1],
    )
    assert (done.returncode, done.stdout) == (3, ""), done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "MemoryError" not in done.stderr


def test_a_terminal_is_not_obeyed(tmp_path: Path) -> None:
    """What a bundle calls itself is shown without what a terminal would obey."""
    path = tmp_path / "case.zip"
    records = whole()["records.jsonl"].splitlines(keepends=True)
    forged = records[0].replace(b'"case":"gerasimov"', b'"case":"\\u001b[2Jall holds"')
    path.write_bytes(zipped(relisted({**whole(), "records.jsonl": forged, "keys.txt": b"\x1b[2J+00000000+AAAA\n"})))
    for command in ([str(SCRIPT)], ["-m", "cli.main", "audit", "verify"]):
        done = subprocess.run(
            [sys.executable, *command, str(path)], capture_output=True, text=True, check=False, cwd=SCRIPT.parents[1]
        )
        assert done.returncode == 3
        assert "\x1b" not in done.stdout + done.stderr
