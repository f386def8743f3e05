"""Bundles of a published case, made without a store; and the verifier run as a stranger runs it."""

from __future__ import annotations

import importlib.util
import io
import json
import sys
import zipfile
from collections.abc import Collection, Mapping
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from law.published import BOOK
from ledger.bundle import Contents, Law, Proof, bundle, head_text
from ledger.canonical import canonical
from ledger.checkpoint import Checkpoint
from ledger.cosignature import cosign
from ledger.disclosure import Disclosed
from ledger.keytext import COSIGNATURE, ED25519, SignerKey
from ledger.note import Note, sign
from ledger.paths import inclusion_proof
from ledger.tiles import Edge, TileAt
from ledger.tree import leaf_hash
from models.records import Entry
from reports.timeline import timeline
from tests.reports.cases import told

SCRIPT: Final = Path(__file__).parents[2] / "verifier" / "verify.py"
LOG: Final = SignerKey("aryz.example.org/ledger", ED25519, b"l" * 32)
WITNESS: Final = SignerKey("witness.example.org", COSIGNATURE, b"w" * 32)
CASE: Final = "gerasimov"


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


def contents(*, withheld: Collection[str] = (), before: int = 300) -> Contents:
    """A bundle's contents: the case stands in a tree with other records before and between its own."""
    _, entries = told(CASE)
    edge, tiles, indexes = Edge(), dict[TileAt, bytes](), []
    for number in range(before):
        edge = _grown(edge, leaf_hash(b"another %d" % number), tiles)
    for entry in entries:
        indexes.append(edge.size)
        edge = _grown(edge, leaf_hash(canonical(entry.record)), tiles)
        edge = _grown(edge, leaf_hash(entry.hash.encode()), tiles)
    note = signed(Checkpoint(LOG.name, edge.size, edge.root()).text)
    last = entries[-1]
    head = signed(head_text(LOG.name, CASE, last.record.seq, last.hash, edge.size))
    paths = [
        inclusion_proof(edge.size, index, edge, lambda wanted: {at: tiles[at] for at in wanted}) for index in indexes
    ]
    shown: dict[int, Disclosed] = {}
    page = timeline([(entry.record, entry.hash) for entry in entries], shown).encode()
    return Contents(
        case=CASE,
        made_at="2026-11-23T10:00:00Z",
        entries=entries,
        proofs=[Proof(index, path) for index, path in zip(indexes, paths, strict=True)],
        checkpoint=cosign(note, WITNESS, 1_760_000_000).encode(),
        head=head.encode(),
        keys=[LOG.verifier.text, WITNESS.verifier.text],
        laws=laws_of(entries),
        pages={"timeline.html": page, "verify.py": SCRIPT.read_bytes()},
        withheld=withheld,
    )


def signed(text: str, key: SignerKey = LOG) -> Note:
    """A note signed by the ledger."""
    return Note(text, (sign(text, key),))


def zipped(files: Mapping[str, bytes]) -> bytes:
    """These files as a zip."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def relisted(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files with a list that agrees with them: a forger would mend that first."""
    head: dict[str, Any] = json.loads(files["bundle.json"])
    head["files"] = {name: sha256(data).hexdigest() for name, data in files.items() if name != "bundle.json"}
    return {**files, "bundle.json": json.dumps(head).encode()}


def whole() -> dict[str, bytes]:
    """The files of a bundle in which everything is shown."""
    return bundle(contents())


def _grown(edge: Edge, leaf: bytes, tiles: dict[TileAt, bytes]) -> Edge:
    edge, full = edge.grow([leaf])
    tiles.update({tile.at: tile.hashes for tile in full})
    return edge
