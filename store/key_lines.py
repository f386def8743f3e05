"""Whether the public keys of a ledger, as its folder lists them, follow from each other and from the secret one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from ledger.keytext import VerifierKey
from ledger.note import LARGEST_NOTE, holds, parse
from models.errors import IntegrityError, KeysError
from store.found import Found
from store.keys.opening import Place
from store.signing import PUBLIC, SECRET, rotation_note, rotation_text, signer_of, verifiers_of


def wrong_keys(place: Place) -> Iterator[Found]:
    """
    What is wrong with the list: a line that the one before it did not sign for, or a last one that is not ours.

    Where the secret key is not at hand or cannot be read, the last line is not compared with it.

    Raises:
        KeysError: the list cannot be read.
    """
    known = verifiers_of(place)
    for before, key in pairwise(known):
        if not _signed_for(place.folder, before, key):
            yield Found(
                f"{PUBLIC} names the key {key.name}+{key.id.hex()}, and {rotation_note(key)} does not show that the "
                f"key before it signed for it; the line was put in, or the note was taken away"
            )
    try:
        signer = signer_of(place)
    except KeysError:
        return
    if signer is not None and known and known[-1] != signer.verifier:
        yield Found(
            f"the newest line of {PUBLIC} is not the public half of {SECRET}; one of them was replaced: restore both "
            "from their backup"
        )


def _signed_for(folder: Path, before: VerifierKey, key: VerifierKey) -> bool:
    try:
        with (folder / rotation_note(key)).open("rb") as file:
            note = parse(file.read(LARGEST_NOTE + 1))
    except (OSError, IntegrityError):
        return False
    return note.text == rotation_text(before, key) and any(holds(before, note.text, one) for one in note.signatures)
