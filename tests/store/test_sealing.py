"""Sealed bytes: they open with their key in their place, and nowhere else."""

from __future__ import annotations

import secrets
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from models.errors import SealedError
from store.keys.data_key import DataKey
from store.sealing import Place, pack, seal, sealed_under, unpack, unseal

KEY = DataKey("abaev", 1, AESGCM(secrets.token_bytes(32)))
HERE = Place("abaev", 7, "payload")
WORDS = ("Abaev Bekzat was taken from his home on 9 January. " * 40).encode()


@given(st.binary(max_size=2000))
def test_what_is_sealed_opens(plaintext: bytes) -> None:
    """Whatever was sealed comes back byte for byte."""
    sealed = seal(KEY, plaintext, HERE)

    assert unseal(KEY, sealed, HERE) == plaintext
    assert sealed_under(sealed, HERE) == "abaev.1"


def test_the_form_is_the_one_written_down() -> None:
    """The bytes lie as the page tells: magic, version, packing, key id, nonce, and a body with 16 bytes of tag."""
    sealed = seal(KEY, b"short", HERE)

    assert sealed[:14] == b"ARYZ\x01\x00\x07abaev.1"
    assert len(sealed) == 14 + 12 + 5 + 16
    opened = KEY.cipher.decrypt(sealed[14:26], sealed[26:], sealed[:14] + b"abaev|7|payload")
    assert opened == b"short"


def test_long_words_are_compressed_first() -> None:
    """Text gets shorter, and what does not get shorter is left as it is."""
    noise = secrets.token_bytes(1000)

    assert len(seal(KEY, WORDS, HERE)) < len(WORDS) / 5
    assert pack(noise) == (0, noise)
    assert b"Abaev" not in seal(KEY, WORDS, HERE)


def test_the_same_words_are_sealed_otherwise_each_time() -> None:
    """Nobody sees that the same was said twice."""
    assert seal(KEY, WORDS, HERE) != seal(KEY, WORDS, HERE)


@pytest.mark.parametrize(
    "there", [replace(HERE, case="evloev"), replace(HERE, seq=8), replace(HERE, purpose="history")]
)
def test_moved_bytes_do_not_open(there: Place) -> None:
    """Sealed bytes that are put into another case, row or column are refused, with the place where that was seen."""
    with pytest.raises(SealedError, match=f"{there}: does not open; it was moved there"):
        unseal(KEY, seal(KEY, WORDS, HERE), there)


def test_every_changed_byte_is_noticed() -> None:
    """Whichever byte is changed or cut off, nothing opens."""
    sealed = seal(KEY, b"some words", HERE)
    changed = [
        sealed[:at] + bytes((sealed[at] ^ bit,)) + sealed[at + 1 :] for at in range(len(sealed)) for bit in (1, 128)
    ]
    cut = [sealed[:end] for end in range(len(sealed))]
    for bad in (*changed, *cut, sealed + b"\x00"):
        with pytest.raises(SealedError) as caught:
            unseal(KEY, bad, HERE)
        assert "some words" not in str(caught.value)


def test_another_key_does_not_open() -> None:
    """Another case's key is named; one that claims the same id still does not open."""
    sealed = seal(KEY, WORDS, HERE)
    with pytest.raises(SealedError, match=r"is sealed under the key abaev\.1, not evloev\.1"):
        unseal(DataKey("evloev", 1, KEY.cipher), sealed, HERE)
    with pytest.raises(SealedError, match="does not open"):
        unseal(DataKey("abaev", 1, AESGCM(secrets.token_bytes(32))), sealed, HERE)


@pytest.mark.parametrize("stored", [b"", b"{}", b'{"event":1}', b"ARYZ", b"ARYZ\x02\x00\x01a", b"ARYZ\x01\x00\xffa"])
def test_what_was_never_sealed(stored: bytes) -> None:
    """Plain or foreign bytes in the place of sealed ones are refused, not returned."""
    with pytest.raises(SealedError, match="case abaev, payload 7"):
        sealed_under(stored, HERE)


def test_unpacking_is_bounded() -> None:
    """What is packed in an unknown way, or cut off, is refused."""
    packing, body = pack(WORDS)
    assert unpack(packing, body, "here") == WORDS
    for bad in ((2, body), (1, body[:-3]), (1, b"no zlib")):
        with pytest.raises(SealedError, match="here: opened, but cannot be unpacked"):
            unpack(*bad, "here")
