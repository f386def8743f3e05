"""
What goes into a bundle: one case, and everything that a stranger needs to check it without us.

Only bytes are made here; who calls zips them. The format is told in docs/bundle.md; `verifier/verify.py` reads it and
was written apart from this.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from ledger.canonical import canonical, encode
from ledger.disclosure import Disclosed, check, disclose, holds, payload_digest
from models.errors import IntegrityError
from models.records import Entry

FORMAT: Final = "aryz.bundle/1"
NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,99})?")
"""What a file in a bundle can be called: nothing that leaves the folder into which it is unpacked."""
HEAD: Final = "aryz.head/1"
"""The first line of the note by which the ledger says where a case ends."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Where a record stands in the tree (from 0), and the hashes that lead from there to the root."""

    index: int
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Law:
    """A version of a rule as the records cite it, with its whole content as plain JSON."""

    rule: str
    version: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Contents:
    """
    What a bundle is made of.

    `entries` and `proofs` are all records of the case, in order. `checkpoint` and `head` are signed notes, `keys` the
    texts of the public keys of ledger and witnesses. `histories` are Temporal's, by run, as they were sealed. `pages`
    are further files for people, by name. `withheld` names the fields that are not shown.
    """

    case: str
    made_at: str
    entries: Sequence[Entry]
    proofs: Sequence[Proof]
    checkpoint: bytes
    head: bytes
    keys: Sequence[str]
    laws: Iterable[Law]
    histories: Mapping[str, bytes] = field(default_factory=dict)
    pages: Mapping[str, bytes] = field(default_factory=dict)
    withheld: Collection[str] = ()


def head_text(origin: str, case: str, records: int, head: str, size: int) -> str:
    """The text in which the ledger says where a case ended when the tree had `size` records."""
    return f"{HEAD}\n{origin}\n{case}\n{records}\n{head}\n{size}\n"


def disclosed(entries: Iterable[Entry], withheld: Collection[str]) -> dict[int, Disclosed]:
    """
    What is shown of each payload that is left and can be shown field by field, by the number of its record.

    Raises:
        RefusedError: a name to withhold that no payload can have.
        IntegrityError: a payload is not the one that its record was written for.
    """
    found = {}
    for entry in entries:
        if entry.payload is None or entry.record.seq in whole_only((entry,)):
            continue
        found[entry.record.seq] = disclose(entry.payload, withheld)
        try:
            check(found[entry.record.seq], entry.record.payload or "")
        except IntegrityError as error:
            raise IntegrityError(f"case {entry.record.case}, record {entry.record.seq}: {error}") from None
    return found


def whole_only(entries: Iterable[Entry]) -> tuple[int, ...]:
    """
    The records whose payload was digested as a whole, as the first version of Aryz did: it cannot be shown in fields.

    A bundle holds the record and its proof, and not the words; `aryz audit verify` on the ledger itself checks them.
    """
    return tuple(
        entry.record.seq
        for entry in entries
        if entry.payload is not None
        and (named := entry.record.payload) is not None
        and named != payload_digest(entry.payload)
        and holds(entry.payload, named)
    )


def bundle(contents: Contents) -> dict[str, bytes]:
    """
    The files of a bundle by name; `bundle.json` lists the others with their SHA-256.

    Raises:
        IntegrityError: there is not one proof for each record, or a law is cited that was not handed over.
        RefusedError: a name to withhold that no payload can have.
    """
    if not contents.entries or len(contents.proofs) != len(contents.entries):
        raise IntegrityError(f"case {contents.case}: a bundle needs records, and a proof for each of them")
    laws = {(law.rule, law.version): law for law in contents.laws}
    _check_cited(contents, laws)
    files = {
        "records.jsonl": _lines(canonical(entry.record) for entry in contents.entries),
        "payloads.jsonl": _lines(_payloads(contents)),
        "proofs.jsonl": _lines(_proofs(contents)),
        "checkpoint.txt": contents.checkpoint,
        "head.txt": contents.head,
        "keys.txt": _lines(key.encode() for key in contents.keys),
        "law.jsonl": _lines(encode(_law(law)) for _, law in sorted(laws.items())),
        **{f"history/{run}.json": history for run, history in contents.histories.items()},
        **contents.pages,
    }
    return {"bundle.json": _list(contents, files), **files}


def _list(contents: Contents, files: Mapping[str, bytes]) -> bytes:
    said = {
        "format": FORMAT,
        "case": contents.case,
        "made_at": contents.made_at,
        "records": len(contents.entries),
        "withheld": sorted(contents.withheld),
        "files": {name: sha256(data).hexdigest() for name, data in files.items()},
    }
    return encode(said) + b"\n"


def _payloads(contents: Contents) -> Iterable[bytes]:
    for seq, one in disclosed(contents.entries, contents.withheld).items():
        yield encode({"seq": seq, **one.to_json()})


def _proofs(contents: Contents) -> Iterable[bytes]:
    for entry, proof in zip(contents.entries, contents.proofs, strict=True):
        path = [one.hex() for one in proof.path]
        yield encode({"seq": entry.record.seq, "index": proof.index, "path": path})


def _law(law: Law) -> dict[str, Any]:
    return {"rule": law.rule, "version": law.version, "content": dict(law.content)}


def _check_cited(contents: Contents, laws: Mapping[tuple[str, str], Law]) -> None:
    for entry in contents.entries:
        for one in entry.record.provisions:
            law = laws.get((one.rule, one.version))
            if law is None or sha256(encode(dict(law.content))).hexdigest() != one.hash:
                raise IntegrityError(
                    f"case {contents.case}, record {entry.record.seq}: relies on {one.rule} {one.version}, "
                    f"which this law book has not, or has in another wording; use the version that wrote it"
                )


def _lines(lines: Iterable[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)
