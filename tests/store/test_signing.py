"""The key of a ledger: made once, kept secret, replaced with the old one's signature."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.keytext import COSIGNATURE, ED25519, SignerKey
from ledger.note import open_note
from models.errors import KeysError
from store.key_lines import wrong_keys
from store.keys.opening import Place
from store.signing import make_signer, rotate, signer_of, trust_witness, verifiers_of, witnesses_of


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A folder in which a ledger's key was made."""
    made = Place(tmp_path, environment={})
    make_signer(made, "ledger.example")
    return made


def test_a_key_is_made_once(place: Place) -> None:
    """Made again, it is the same; the secret half is its owner's alone."""
    before = verifiers_of(place)
    make_signer(place, "another.example")
    signer = signer_of(place)

    assert signer is not None
    assert (verifiers_of(place), signer.verifier) == (before, before[0])
    assert (place.folder / "ledger.key").stat().st_mode & 0o077 == 0


def test_a_lost_key_is_not_replaced_silently(place: Place) -> None:
    """With the public half there and the secret gone, no new key is made in its place."""
    (place.folder / "ledger.key").unlink()

    with pytest.raises(KeysError, match="is gone; restore it"):
        make_signer(place, "ledger.example")
    assert signer_of(place) is None


def test_a_rotation_is_signed_by_both(place: Place) -> None:
    """The new key signs, the old one stays known, and a note in which it names the new one is kept."""
    old, new = rotate(place)
    (note,) = place.folder.glob("rotation-*.txt")
    opened = open_note(note.read_bytes(), [old, new])

    assert verifiers_of(place) == (old, new)
    assert {key for key, _ in opened.known} == {old, new}
    assert new.text in opened.text


@pytest.mark.parametrize("content", ["", "PRIVATE+KEY+x", "\u00e9", "PRIVATE+KEY+a+00000000+AQ=="])
def test_a_damaged_key_is_told_without_repeating_it(place: Place, content: str) -> None:
    """A key file that is something else is one line that names the file."""
    (place.folder / "ledger.key").write_text(content, "utf-8")

    with pytest.raises(KeysError, match=r"ledger\.key") as raised:
        signer_of(place)
    assert len(str(raised.value).splitlines()) == 1


def test_a_key_that_others_read_is_refused(place: Place) -> None:
    """The secret half must be readable by its owner alone."""
    (place.folder / "ledger.key").chmod(0o644)

    with pytest.raises(KeysError, match="chmod 600"):
        signer_of(place)


def test_a_key_from_the_environment_is_used(tmp_path: Path) -> None:
    """Where the environment gives the key, no file is made, and its public half is known."""
    key = SignerKey("ledger.example", 1, bytes(32))
    place = Place(tmp_path, environment={"ARYZ_LEDGER_KEY": key.text})
    make_signer(place, "another.example")

    assert list(tmp_path.iterdir()) == []
    assert verifiers_of(place) == (key.verifier,)
    with pytest.raises(KeysError, match="must lie here"):
        rotate(place)


def test_witnesses_are_known_once(place: Place) -> None:
    """A witness is written down once, and beside other lines only keys that cosign count."""
    witness = SignerKey("witness.example", COSIGNATURE, bytes(32)).verifier

    assert trust_witness(place, witness)
    assert not trust_witness(place, witness)
    assert witnesses_of(place) == (witness,)


def test_the_lines_follow_from_each_other(place: Place) -> None:
    """What was made and replaced in order is right, also where the secret key is not at hand."""
    assert [*wrong_keys(place)] == []
    rotate(place)
    rotate(place)
    assert [*wrong_keys(place)] == []
    (place.folder / "ledger.key").unlink()
    assert [*wrong_keys(place)] == []


def test_a_line_that_nobody_signed_for_is_found(place: Place) -> None:
    """A key put beside the ledger's own, one put in its place, and a note that was taken away."""
    own = (place.folder / "ledger.pub").read_text("utf-8")
    stranger = SignerKey("ledger.example", ED25519, bytes(32)).verifier.text
    (place.folder / "ledger.pub").write_text(f"{own}{stranger}\n", "utf-8")
    beside = [str(found) for found in wrong_keys(place)]
    (place.folder / "ledger.pub").write_text(f"{stranger}\n", "utf-8")
    instead = [str(found) for found in wrong_keys(place)]
    (place.folder / "ledger.pub").write_text(own, "utf-8")
    rotate(place)
    next(place.folder.glob("rotation-*.txt")).write_text("else\n\n", "utf-8")

    assert ["the line was put in" in said for said in beside] == [True, False]
    assert len(instead) == 1
    assert "is not the public half of ledger.key" in instead[0]
    assert ["the note was taken away" in str(found) for found in wrong_keys(place)] == [True]
