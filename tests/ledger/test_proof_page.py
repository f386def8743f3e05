"""docs/proof.md: its example is what the code makes, and can be recomputed from the page with other tools."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import shutil
import subprocess
from pathlib import Path

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.ledger.example import PAGE, blocks, shown

SHOWN = shown(PAGE.read_text(encoding="utf-8"))


def _lines(name: str) -> list[str]:
    return SHOWN[name].splitlines()


def _sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _public(line: str) -> tuple[str, bytes, bytes]:
    """Name, id and public key of a key line."""
    name, key_id, coded = line.split("+", 2)
    return name, bytes.fromhex(key_id), base64.b64decode(coded)


def test_the_page_shows_what_the_code_makes() -> None:
    """Every block is fresh; `python -m tests.ledger.example` writes them anew."""
    assert {name: text for name, text in SHOWN.items() if name != "shell"} == blocks()


def test_records_and_chain_from_the_page() -> None:
    """The records are canonical, hash to the hashes shown, and name each other."""
    records = [json.loads(line) for line in _lines("records")]
    hashes = [_sha(line.encode()).hex() for line in _lines("records")]

    assert [rfc8785.dumps(record).decode() for record in records] == _lines("records")
    assert hashes == _lines("record-hashes")
    assert [(record["case"], record["seq"]) for record in records] == [("sample", 1), ("another", 1), ("sample", 2)]
    assert [record["previous"] for record in records] == ["0" * 64, "0" * 64, hashes[0]]


def test_the_payload_from_the_page() -> None:
    """Salts and digests of its fields, and the digest that the record names, with and without the withheld field."""
    payload = json.loads(SHOWN["payload"])
    digests = {}
    for line, (key, value) in zip(_lines("fields"), sorted(payload["event"].items()), strict=True):
        name, salt, digest = line.split(" ")
        assert name == f"event.{key}"
        assert salt == hmac.digest(bytes.fromhex(payload["salt"]), name.encode(), "sha256")[:16].hex()
        assert digest == _sha(rfc8785.dumps([salt, name, value])).hex()
        digests[name] = digest
    whole = _sha(rfc8785.dumps(digests)).hex()
    disclosed = json.loads(SHOWN["disclosed"])
    again = {name: _sha(rfc8785.dumps([salt, name, value])).hex() for name, (salt, value) in disclosed["shown"].items()}

    assert [whole] == _lines("payload-digest")
    assert json.loads(_lines("records")[2])["payload"] == whole
    assert _sha(rfc8785.dumps(again | disclosed["withheld"])).hex() == whole
    assert disclosed["withheld"].keys() == {"event.summary"}
    assert "cell 4" not in SHOWN["disclosed"]


def test_the_tree_from_the_page() -> None:
    """Leaf hashes, the node, the root, and the proof that leads from the second leaf to it."""
    leaves = [_sha(b"\x00" + line.encode()) for line in _lines("records")]
    node = _sha(b"\x01" + leaves[0] + leaves[1])
    root = _sha(b"\x01" + node + leaves[2])
    beside = [base64.b64decode(line) for line in _lines("inclusion")]

    assert [leaf.hex() for leaf in leaves] == _lines("leaf-hashes")
    assert [node.hex(), root.hex()] == _lines("nodes")
    assert _sha(b"\x01" + _sha(b"\x01" + beside[0] + leaves[1]) + beside[1]) == root
    assert base64.b64decode(_lines("checkpoint")[2]) == root


def test_keys_and_signatures_from_the_page() -> None:
    """The ids are those of the keys, and both signatures hold over what the page says is signed."""
    text, _, signatures = SHOWN["checkpoint"].rpartition("\n\n")
    for line, signed in zip(_lines("keys"), signatures.splitlines(), strict=True):
        name, key_id, key = _public(line)
        dash, by, coded = signed.split(" ")
        blob = base64.b64decode(coded)
        assert key_id == _sha(name.encode() + b"\n" + key)[:4] == blob[:4]
        assert (dash, by) == ("—", name)
        head = b"" if key[0] == 1 else f"cosignature/v1\ntime {int.from_bytes(blob[4:12], 'big')}\n".encode()
        Ed25519PublicKey.from_public_bytes(key[1:]).verify(blob[-64:], head + f"{text}\n".encode())


def test_the_request_from_the_page() -> None:
    """The proof in the request leads from the first record's root to that of all three."""
    head, _, note = SHOWN["request"].partition("\n\n")
    old, *lines = head.split("\n")
    first, (second, third) = _sha(b"\x00" + _lines("records")[0].encode()), [base64.b64decode(one) for one in lines]

    assert old == "old 1"
    assert _sha(b"\x01" + _sha(b"\x01" + first + second) + third).hex() == _lines("nodes")[1]
    assert SHOWN["checkpoint"].startswith(note)


@pytest.mark.skipif(not (shutil.which("openssl") and shutil.which("bash")), reason="needs bash and openssl")
def test_the_shell_of_the_page(tmp_path: Path) -> None:
    """The lines of shell recompute the root and check the signature, and fail for another record or text."""
    (tmp_path / "records").write_text(SHOWN["records"], encoding="utf-8")
    (tmp_path / "checkpoint").write_text(SHOWN["checkpoint"], encoding="utf-8")
    (tmp_path / "key").write_text(_lines("keys")[0] + "\n", encoding="utf-8")

    done = _shell(tmp_path)
    assert "the root is that of the checkpoint" in done.stdout
    assert "Signature Verified Successfully" in done.stdout
    assert done.returncode == 0

    (tmp_path / "checkpoint").write_text(SHOWN["checkpoint"].replace("\n3\n", "\n4\n"), encoding="utf-8")
    assert _shell(tmp_path).returncode != 0
    (tmp_path / "records").write_text(SHOWN["records"].replace("2026", "2025"), encoding="utf-8")
    assert "the root is that" not in _shell(tmp_path).stdout


def _shell(folder: Path) -> subprocess.CompletedProcess[str]:
    bash = shutil.which("bash") or "bash"
    return subprocess.run([bash, "-c", SHOWN["shell"]], cwd=folder, capture_output=True, text=True, check=False)
