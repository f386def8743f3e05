"""`aryz audit export`, and `aryz audit verify` on what it wrote: without a server, then with one."""

from __future__ import annotations

import asyncio
import json
import re
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any, Final

import pytest

from cli import failing
from ledger.bundle import whole_only
from ledger.canonical import canonical, digest
from ledger.cosignature import cosign
from ledger.disclosure import FIELDS
from ledger.keytext import COSIGNATURE, SignerKey
from ledger.note import parse
from models.records import Entry, Payload
from store.keys.opening import Place
from store.opening import database_url, open_store
from store.signing import rotate, trust_witness
from tests.cli.command import ROOT, inside
from tests.cli.test_audit import keep
from tests.reports.cases import told
from workflows.bundling import REDACTED

WITNESS: Final = SignerKey("witness.example.org", COSIGNATURE, b"w" * 32)
DAY: Final = re.compile(r"asv-[0-9]{4}-[0-9]{2}-[0-9]{2}\.zip")


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with two cases, and an empty folder to export into."""
    asyncio.run(keep(tmp_path / "data", "asv", "tyan"))
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path / "out")
    return tmp_path / "data"


def place(data: Path) -> Place:
    """Where the keys of a data folder are."""
    return Place(data / "keys", environment={})


def as_a_stranger(*arguments: str) -> tuple[int, str]:
    """The verifier out of the bundle, run where nothing of the project is known."""
    with zipfile.ZipFile(arguments[0]) as archive:
        archive.extract("verify.py")
    command = [sys.executable, "-I", "verify.py", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def read(path: str, name: str) -> str:
    """A file in a bundle."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def test_a_stranger_can_check_it(kept: Path) -> None:
    """One file, for its owner alone, named after case and day; the verifier in it and the command say that it holds."""
    answer = inside(kept, "audit", "export", "asv")
    assert answer.status == 0, answer.err
    (path,) = Path().glob("*.zip")
    assert DAY.fullmatch(path.name)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "case asv, 21 records, in the ledger of 54 records" in answer.out
    assert "not on the record of the case" in answer.line
    status, said = as_a_stranger(str(path), "--key", str(kept / "keys" / "ledger.pub"))
    assert status == 0, said
    assert "all 21 records hold" in said
    checked = inside(Path("/nonexistent"), "audit", "verify", str(path), "--key", str(kept / "keys" / "ledger.pub"))
    assert (checked.status, checked.err) == (0, "")
    assert checked.out == said
    assert f"python verify.py {path.name}" in read(str(path), "README.txt")


def test_nothing_is_written_over(kept: Path) -> None:
    """A file that is there stays as it is, a link that leads nowhere too."""
    Path("a.zip").write_text("mine")
    Path("b.zip").symlink_to("nowhere")
    for name in ("a.zip", "b.zip"):
        answer = inside(kept, "audit", "export", "asv", "--out", name)
        assert answer.status == failing.USAGE
        assert "is there already" in answer.line
    assert Path("a.zip").read_text() == "mine"
    assert "cannot be written" in inside(kept, "audit", "export", "asv", "--out", "no/where.zip").line


def test_what_is_redacted(kept: Path) -> None:
    """No text that somebody typed is in any file of a redacted bundle, and all proofs hold."""
    assert inside(kept, "audit", "export", "tyan", "--redact", "--out", "t.zip").status == 0
    status, said = as_a_stranger("t.zip")
    assert status == 0, said
    with zipfile.ZipFile("t.zip") as archive:
        held = b"".join(archive.read(name) for name in archive.namelist() if name != "verify.py").decode()
    events = [one.payload.event for one in told("tyan")[1] if one.payload and one.payload.event]
    every = {text for one in events for text in (one.summary, one.source, one.disputed, one.by and one.by.name)}
    typed = {text for text in every if text and " " in text}  # one word alone may be the law's own
    assert len(typed) > 20
    assert not [text for text in typed if text in held]
    assert "Withheld" in read("t.zip", "README.txt")


def test_the_list_of_what_is_redacted() -> None:
    """Every field in which a model takes free text is on the list, the page has the same list, and each is a field."""
    schema: dict[str, Any] = Payload.model_json_schema()
    parts = {"event": "Event", "opening": "Opening", "opening.header": "Header", "history": "SealedHistory"}
    free = {
        f"{prefix}.{key}"
        for prefix, model in parts.items()
        for key, field in schema["$defs"][model]["properties"].items()
        if f"{prefix}.{key}" in FIELDS and _free(field, schema)
    }
    dated = {"event.date", "event.until", "event.known_on"}  # partial dates: read by a parser, not a pattern
    kinds = {"event.kind"}  # held to the vocabulary by a validator
    assert free - dated - kinds <= set(REDACTED)
    assert set(REDACTED) <= FIELDS
    page = (ROOT / "docs" / "bundle.md").read_text(encoding="utf-8")
    listed = page.partition("<!-- redacted -->")[2].partition("<!-- /redacted -->")[0]
    assert re.findall(r"`([^`]+)`", listed) == list(REDACTED)


def _free(field: Any, schema: dict[str, Any]) -> bool:
    """Whether a text of any kind can stand in a field or below it."""
    if isinstance(field, list):
        return any(_free(one, schema) for one in field)
    if not isinstance(field, dict):
        return False
    if "$ref" in field:
        return _free(schema["$defs"][field["$ref"].rpartition("/")[2]], schema)
    if field.get("type") == "string" and not field.keys() & {"enum", "const", "pattern", "format"}:
        return True
    below = [
        field.get("items"),
        field.get("prefixItems"),
        field.get("anyOf"),
        list(field.get("properties", {}).values()),
    ]
    return any(_free(one, schema) for one in below)


def test_a_slip_shows_nothing(kept: Path) -> None:
    """A field that no payload has is refused, and nothing is written."""
    answer = inside(kept, "audit", "export", "asv", "--withhold", "event.sumary")
    assert answer.status == failing.FAILED
    assert "event.sumary" in answer.line
    assert not list(Path().glob("*.zip"))


def test_without_key_or_case(kept: Path) -> None:
    """No key of the ledger, no case of this name: one clear line."""
    assert "no case nobody" in inside(kept, "audit", "export", "nobody").line
    (kept / "keys" / "ledger.key").unlink()
    answer = inside(kept, "audit", "export", "asv")
    assert answer.status == failing.FAILED
    assert "the key of the ledger is not here" in answer.line


def test_an_erased_case(kept: Path) -> None:
    """A case without words exports: its records hold, and it is said that the words are gone."""

    async def erase() -> None:
        async with await open_store(database_url(kept), keys=place(kept)) as store:
            await store.ledger.erase("asv")

    asyncio.run(erase())
    answer = inside(kept, "audit", "export", "asv", "--out", "a.zip", "--json")
    assert answer.status == 0
    assert answer.json["erased"] == 21
    assert read("a.zip", "payloads.jsonl") == ""
    assert as_a_stranger("a.zip")[0] == 0


def test_a_witness_comes_first(kept: Path) -> None:
    """The newest checkpoint that a witness signed is taken where it covers the case, else the newest of all."""

    async def cosigned() -> None:
        async with await open_store(database_url(kept), keys=place(kept)) as store:
            latest = await store.tree.latest()
            assert latest is not None
            await store.tree.cosigned(latest.size, cosign(parse(latest.note), WITNESS, 1_760_000_000).encode())

    trust_witness(place(kept), WITNESS.verifier)
    asyncio.run(cosigned())
    asyncio.run(keep(kept, "rakishev"))
    seen = inside(kept, "audit", "export", "asv", "--out", "a.zip", "--json").json
    assert (seen["tree_size"], seen["witnesses"]) == (54, ["witness.example.org"])
    assert as_a_stranger("a.zip", "--witness", WITNESS.verifier.text)[0] == 0
    new = inside(kept, "audit", "export", "rakishev", "--out", "r.zip", "--json").json
    assert (new["tree_size"] > 54, new["witnesses"]) == (True, [])
    assert as_a_stranger("r.zip", "--witness", WITNESS.verifier.text)[0] == 3
    refused = inside(kept, "audit", "verify", "r.zip", "--witness", WITNESS.verifier.text)
    assert (refused.status, "has not signed" in refused.line) == (failing.BROKEN, True)


def test_after_a_rotation(kept: Path) -> None:
    """The old key signed the checkpoint, the new one says where the case ends: both are in the file of public keys."""
    old, _ = rotate(place(kept))
    assert inside(kept, "audit", "export", "asv", "--out", "a.zip").status == 0
    assert as_a_stranger("a.zip", "--key", str(kept / "keys" / "ledger.pub"))[0] == 0
    assert as_a_stranger("a.zip", "--key", old.text)[0] == 3


def test_usage_of_verify(kept: Path) -> None:
    """A bundle is checked by itself; what belongs to a bundle is refused without one; a receipt is found."""
    assert inside(kept, "audit", "export", "asv", "--out", "a.zip").status == 0
    last = json.loads(read("a.zip", "records.jsonl").splitlines()[20])
    assert inside(kept, "audit", "verify", "a.zip", "--receipt", f"20:{last['previous']}").status == 0
    assert inside(kept, "audit", "verify", "a.zip", "--receipt", f"19:{last['previous']}").status == failing.BROKEN
    for arguments in (["a.zip", "tyan"], ["asv", "--witness", WITNESS.verifier.text], ["a.zip", "--receipt", "1"]):
        assert inside(kept, "audit", "verify", *arguments).status == failing.USAGE
    Path("b.zip").write_bytes(Path("a.zip").read_bytes()[:-30])
    assert inside(kept, "audit", "verify", "b.zip").status == failing.BROKEN
    assert inside(kept, "audit", "verify", "none.zip").status == failing.BROKEN


def test_payloads_of_the_first_version() -> None:
    """A payload that was digested as a whole holds, cannot be shown in fields, and is named."""
    entry = told("asv")[1][3]
    assert entry.payload is not None
    record = entry.record.model_copy(update={"payload": digest(canonical(entry.payload))})
    assert whole_only([Entry(record=record, hash=digest(canonical(record)), payload=entry.payload)]) == (4,)
    assert whole_only([entry]) == ()


@pytest.mark.server
def test_an_export_is_on_record(running: Path, tmp_path: Path) -> None:
    """Where a server runs, the case's own record says that a copy of it was handed out, with the digest of the file."""
    out = tmp_path / "g.zip"
    told_of = inside(running, "audit", "export", "gerasimov", "--out", str(out), "--json").json
    later = inside(running, "audit", "export", "gerasimov", "--out", str(tmp_path / "h.zip"), "--json").json
    assert told_of["on_record"] > told_of["records"]
    assert later["records"] >= told_of["on_record"]
    record = json.loads(read(str(tmp_path / "h.zip"), "records.jsonl").splitlines()[told_of["on_record"] - 1])
    assert record["kind"] == "exported"
    assert told_of["sha256"] in record["reason"]
