"""Bundles of a published case, made without a store; and the verifier run as a stranger runs it."""

from __future__ import annotations

import importlib.util
import io
import json
import sys
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any, Final

from cli.bundle_check import lines_of
from cli.bundle_zip import unpacked
from cli.keys_given import public_keys
from law.published import BOOK
from ledger.bundle import Contents, Law, Proof, bundle, disclosed, head_text
from ledger.canonical import canonical
from ledger.checkpoint import Checkpoint
from ledger.cosignature import cosign
from ledger.keytext import COSIGNATURE, ED25519, SignerKey
from ledger.note import Note, sign
from ledger.paths import inclusion_proof
from ledger.tiles import Edge, TileAt
from ledger.tree import leaf_hash
from ledger.unbundle import check_bundle
from models.errors import IntegrityError
from models.records import Entry
from reports.timeline import timeline
from tests.reports.cases import told

SCRIPT: Final = Path(__file__).parents[2] / "verifier" / "verify.py"
LOG: Final = SignerKey("aryz.example.org/ledger", ED25519, b"l" * 32)
WITNESS: Final = SignerKey("witness.example.org", COSIGNATURE, b"w" * 32)
CASE: Final = "gerasimov"
Receipts = Sequence[tuple[int, str]]
"""Numbers and hashes of records, as somebody was told when they told them."""


def verifier() -> ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("aryz_bundle_verifier", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def laws_of(entries: Collection[Entry]) -> list[Law]:
    """The versions that these records cite."""
    cited = {(one.rule, one.version) for entry in entries for one in entry.record.provisions}
    versions = {(rule.id, version.key): version for rule in BOOK.rules for version in rule.versions}
    return [Law(*key, versions[key].model_dump(mode="json", exclude_defaults=True)) for key in sorted(cited)]


def contents(
    *,
    withheld: Collection[str] = (),
    before: int = 300,
    case: str = CASE,
    more: Sequence[Entry] = (),
    histories: Mapping[str, bytes] = MappingProxyType({}),
) -> Contents:
    """A bundle's contents: the case stands in a tree with other records before and between its own."""
    entries = [*told(case)[1], *more]
    edge, tiles, indexes = Edge(), dict[TileAt, bytes](), []
    for number in range(before):
        edge = _grown(edge, leaf_hash(b"another %d" % number), tiles)
    for entry in entries:
        indexes.append(edge.size)
        edge = _grown(edge, leaf_hash(canonical(entry.record)), tiles)
        edge = _grown(edge, leaf_hash(entry.hash.encode()), tiles)
    note = signed(Checkpoint(LOG.name, edge.size, edge.root()).text)
    last = entries[-1]
    head = signed(head_text(LOG.name, case, last.record.seq, last.hash, edge.size))
    paths = [
        inclusion_proof(edge.size, index, edge, lambda wanted: {at: tiles[at] for at in wanted}) for index in indexes
    ]
    page = timeline([(entry.record, entry.hash) for entry in entries], disclosed(entries, withheld)).encode()
    return Contents(
        case=case,
        made_at="2026-11-23T10:00:00Z",
        entries=entries,
        proofs=[Proof(index, path) for index, path in zip(indexes, paths, strict=True)],
        checkpoint=cosign(note, WITNESS, 1_760_000_000).encode(),
        head=head.encode(),
        keys=[LOG.verifier.text, WITNESS.verifier.text],
        laws=laws_of(entries),
        pages={"timeline.html": page, "verify.py": SCRIPT.read_bytes()},
        histories=histories,
        withheld=withheld,
    )


def signed(text: str, key: SignerKey = LOG) -> Note:
    """A note signed by the ledger."""
    return Note(text, (sign(text, key),))


@cache
def script() -> ModuleType:
    """The verifier as a module: a process for each of hundreds of bundles would take minutes."""
    return verifier()


@dataclass(frozen=True)
class Verdict:
    """What a verifier says of a bundle: its exit status, its report as JSON, and the line in which it refuses."""

    status: int
    report: dict[str, Any]
    line: str = ""


def by_script(path: Path, keys: Collection[str], witnesses: Collection[str], receipts: Receipts = ()) -> Verdict:
    """The verdict of the verifier that travels in bundles."""
    one = script()
    try:
        report = one.verify(path, one.keys_from(list(keys)), one.keys_from(list(witnesses)), list(receipts))
    except one.Wrong as wrong:
        return Verdict(3, {}, str(wrong))
    return Verdict(0, vars(report), one.told(report))


def by_project(path: Path, keys: Collection[str], witnesses: Collection[str], receipts: Receipts = ()) -> Verdict:
    """The verdict of the project's own code."""
    try:
        known, cosigners = public_keys(list(keys), "--key"), public_keys(list(witnesses), "--witness")
        found = check_bundle(unpacked(path), known, cosigners, list(receipts))
    except IntegrityError as error:
        return Verdict(3, {}, str(error))
    return Verdict(0, asdict(found) | {"witnesses": list(found.witnesses)}, "\n".join(lines_of(found)))


def judged(
    path: Path,
    keys: Collection[str] = (LOG.verifier.text,),
    witnesses: Collection[str] = (WITNESS.verifier.text,),
    receipts: Receipts = (),
) -> Verdict:
    """The verdict of both, which must be one."""
    script_says, project_says = by_script(path, keys, witnesses, receipts), by_project(path, keys, witnesses, receipts)
    assert script_says.status == project_says.status, (script_says, project_says)
    assert script_says.report == project_says.report
    assert script_says.line
    assert project_says.line
    return script_says


def zipped(files: Mapping[str, bytes]) -> bytes:
    """These files as a zip."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def unzipped(path: Path) -> dict[str, bytes]:
    """The files of a zip."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def relisted(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files with a list that agrees with them: a forger would mend that first."""
    head: dict[str, Any] = json.loads(files["bundle.json"])
    head["files"] = {name: sha256(data).hexdigest() for name, data in files.items() if name != "bundle.json"}
    head["records"] = len(files["records.jsonl"].splitlines())
    return {**files, "bundle.json": json.dumps(head).encode()}


@cache
def whole(case: str = CASE) -> Mapping[str, bytes]:
    """The files of a bundle in which everything is shown."""
    return MappingProxyType(bundle(contents(case=case)))


def _grown(edge: Edge, leaf: bytes, tiles: dict[TileAt, bytes]) -> Edge:
    edge, full = edge.grow([leaf])
    tiles.update({tile.at: tile.hashes for tile in full})
    return edge
