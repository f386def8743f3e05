"""Gathering a bundle: the records of a case with everything that a stranger needs to check them."""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from sys import prefix
from typing import Final

from law.published import BOOK
from ledger.bundle import Contents, Law, Proof, bundle, disclosed, head_text, whole_only
from ledger.chain import verify
from ledger.checkpoint import open_checkpoint
from ledger.keytext import SignerKey, VerifierKey
from ledger.note import Note, sign
from ledger.unbundle import check_bundle
from models.errors import IntegrityError, KeysError, UnknownCase
from models.records import Entry
from reports.bundle_readme import About, readme
from reports.timeline import timeline
from store.keys.opening import Place
from store.opening import Store
from store.signing import SECRET, signer_of, verifiers_of, witnesses_of
from store.tree import Signed

REDACTED: Final = (
    "event.by",
    "event.disputed",
    "event.instructions",
    "event.number",
    "event.remedies",
    "event.source",
    "event.summary",
    "opening.header.accused",
    "opening.header.bodies",
    "opening.header.case",
    "opening.header.proceedings",
    "opening.header.victim",
    "raw",
)
"""Every field that can hold a name, or words that somebody typed. A test holds the list to the models."""
_PLACES: Final = (Path(__file__).parents[1] / "verifier" / "verify.py", Path(prefix) / "share" / "aryz" / "verify.py")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which case, which fields of what was told are withheld, what the file is called, and when it is made."""

    case: str
    withheld: tuple[str, ...]
    name: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class Bundled:
    """
    The files of a bundle, checked, and what is to be said of it.

    `whole_only` are records whose words cannot be shown in fields, `erased` how many have no words any more.
    """

    files: Mapping[str, bytes]
    records: int
    size: int
    erased: int
    histories: int
    witnesses: tuple[str, ...]
    whole_only: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Signatories:
    """The key that signs, and those by which the ledger and its witnesses are known."""

    signer: SignerKey
    ledger: tuple[VerifierKey, ...]
    witnesses: tuple[VerifierKey, ...]


async def bundled(store: Store, place: Place, wanted: Wanted) -> Bundled:
    """
    The bundle of a case as the ledger stands.

    Raises:
        KeysError: the key of the ledger is not here.
        UnknownCase: the ledger has no such case.
        IntegrityError: the case does not hold: nobody should be handed what does not.
        RefusedError: a field to withhold that no payload has.
    """
    case, signatories = wanted.case, _signatories(place)
    checkpoint, proofs = await _proved(store, case)
    entries = (await store.ledger.entries(case))[: len(proofs)]
    end = verify(entries)
    head = head_text(signatories.signer.name, case, end.length, end.hash, checkpoint.size)
    cosigners = _cosigners(checkpoint.note, signatories)
    day, names = wanted.moment.strftime("%Y-%m-%d"), tuple(one.name for one in cosigners)
    histories = {} if wanted.withheld else await _histories(store, case, entries)
    page = timeline([(one.record, one.hash) for one in entries], disclosed(entries, wanted.withheld))
    words = readme(About(case, wanted.name, end.length, day, names, wanted.withheld))
    files = bundle(
        Contents(
            case=case,
            made_at=wanted.moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
            entries=entries,
            proofs=proofs,
            checkpoint=checkpoint.note,
            head=Note(head, (sign(head, signatories.signer),)).encode(),
            keys=[key.text for key in (*signatories.ledger, *signatories.witnesses)],
            laws=_laws(entries),
            histories=histories,
            pages={"timeline.html": page.encode(), "verify.py": verifier(), "README.txt": words.encode()},
            withheld=wanted.withheld,
        )
    )
    found = check_bundle(files, signatories.ledger, cosigners)
    return Bundled(files, end.length, checkpoint.size, found.erased, len(histories), names, whole_only(entries))


def packed(files: Mapping[str, bytes], made: tuple[int, int, int, int, int, int]) -> bytes:
    """The zip of these files, each with this moment (year to second): the same files give the same bytes."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, made)
            info.external_attr = 0o600 << 16
            archive.writestr(info, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def verifier() -> bytes:
    """
    The verifier that travels in every bundle.

    Raises:
        KeysError: this installation came without it.
    """
    for path in _PLACES:
        if path.is_file():
            return path.read_bytes()
    raise KeysError(f"{_PLACES[0]}: is missing; every bundle brings its verifier along. Install Aryz again")


def _signatories(place: Place) -> _Signatories:

    signer = signer_of(place)
    if signer is None:
        raise KeysError(
            f"{place.folder / SECRET}: the key of the ledger is not here, and a bundle is signed with it; "
            f"export where the ledger is kept, or name the folder of its keys with ARYZ_KEYS"
        )
    known = verifiers_of(place)
    return _Signatories(signer, known if signer.verifier in known else (*known, signer.verifier), witnesses_of(place))


async def _proved(store: Store, case: str) -> tuple[Signed, tuple[Proof, ...]]:
    """The checkpoint of a bundle and the proofs that lead to it: a witness's if it covers the whole case."""
    latest = await store.tree.latest()
    proofs = await store.tree.proofs(case, latest.size) if latest else ()
    if latest is None or not proofs:
        if await store.ledger.exists(case):
            raise IntegrityError(
                f"case {case}: the ledger has signed nothing of it yet; see `aryz audit verify {case}`"
            )
        raise UnknownCase(f"no case {case} in this ledger; `aryz case list` shows those there are")
    seen = await store.tree.newest_cosigned()
    if seen is not None and proofs[-1].index < seen.size:
        return seen, await store.tree.proofs(case, seen.size)
    return latest, proofs


def _cosigners(note: bytes, known: _Signatories) -> list[VerifierKey]:
    """The witnesses known here who have signed the checkpoint."""
    log = [key for key in known.ledger if key.name == known.signer.name]
    return [key for key, _ in open_checkpoint(note, log, known.witnesses).opened.known if key in known.witnesses]


async def _histories(store: Store, case: str, entries: Sequence[Entry]) -> dict[str, bytes]:
    """The sealed histories that the records name, each as the last record that names it says."""
    named = {
        entry.payload.history.run: entry.payload.history.sha256
        for entry in entries
        if entry.payload is not None and entry.payload.history is not None
    }
    found = {run: await store.histories.get(case, run) for run in named}
    return {run: text for run, text in found.items() if text is not None and sha256(text).hexdigest() == named[run]}


def _laws(entries: Collection[Entry]) -> list[Law]:
    """The versions that these records rely on, out of the published law."""
    cited = {(one.rule, one.version) for entry in entries for one in entry.record.provisions}
    versions = {(rule.id, version.key): version for rule in BOOK.rules for version in rule.versions}
    return [
        Law(*key, versions[key].model_dump(mode="json", exclude_defaults=True))
        for key in sorted(cited & versions.keys())
    ]
