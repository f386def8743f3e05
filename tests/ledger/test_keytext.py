"""Keys as lines of text, against those of Go's sumdb/note."""

from __future__ import annotations

import pytest

from ledger.keytext import COSIGNATURE, ED25519, SignerKey, VerifierKey
from models.errors import IntegrityError
from tests.ledger.keys import LOG, WITNESS

PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_SIGNS = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"


def test_known_keys() -> None:
    """The keys of the published examples are read, and written as they were."""
    peter, signer = VerifierKey.read(PETER), SignerKey.read(PETER_SIGNS)

    assert (peter.name, peter.kind, peter.id.hex()) == ("PeterNeumann", ED25519, "c74f20a3")
    assert signer.verifier == peter
    assert (peter.text, signer.text) == (PETER, PETER_SIGNS)
    assert SignerKey("EnochRoot", ED25519, bytes(32)).verifier.text == ENOCH


@pytest.mark.parametrize("key", [LOG, WITNESS], ids=["signs", "cosigns"])
def test_keys_are_read_as_they_were_written(key: SignerKey) -> None:
    """Both kinds of keys survive being written and read."""
    assert SignerKey.read(key.text) == key
    assert VerifierKey.read(key.verifier.text) == key.verifier


def test_the_kind_is_a_part_of_the_id() -> None:
    """One key under two kinds has two ids, so that no signature of one counts for the other."""
    assert LOG.verifier.id != SignerKey(LOG.name, COSIGNATURE, LOG.seed).verifier.id


def test_no_piece_and_no_mangling_of_a_key_is_read() -> None:
    """Each shorter piece of a key text, and each with one letter changed, is refused."""
    for text, read in ((PETER, VerifierKey.read), (PETER_SIGNS, SignerKey.read)):
        pieces = {text[begin:end] for begin in range(len(text)) for end in range(begin, len(text) + 1)} - {text}
        mangled = {text[:place] + chr(ord(sign) + 1) + text[place + 1 :] for place, sign in enumerate(text)}
        for bad in pieces | mangled:
            with pytest.raises(IntegrityError):
                read(bad)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==", "joined by"),
        ("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "kind 101 is not known"),
        ("Peter Neumann+173116ae+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "name must not be empty nor hold"),
        ("+173116ae+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "name must not be empty"),
        ("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "8 hexadecimal digits"),
        ("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "the id c74f20a4 is not that"),
        ("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n", "joined by"),
        ("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq", "joined by"),
        ("PeterNeumann+c74f20a3+ARpc", "32 bytes, not 2"),
    ],
)
def test_what_is_wrong_is_said(text: str, message: str) -> None:
    """Each refusal tells what is wrong with the line."""
    with pytest.raises(IntegrityError, match=message):
        VerifierKey.read(text)


def test_a_secret_stands_in_no_message() -> None:
    """Neither what a signing key shows of itself nor a refusal of its text holds the secret."""
    secret = LOG.text.rsplit("+", 1)[1]
    for bad in (LOG.text + "x", LOG.text.replace(LOG.verifier.id.hex(), "00000000"), secret):
        with pytest.raises(IntegrityError) as refused:
            SignerKey.read(bad)
        assert secret not in str(refused.value)

    assert "seed" not in repr(LOG)


def test_a_signature_holds_for_its_message_and_key_only() -> None:
    """Another message, another key, or less of the signature: it does not hold."""
    signature = LOG.sign(b"text")

    assert LOG.verifier.holds(b"text", signature)
    assert not LOG.verifier.holds(b"texts", signature)
    assert not WITNESS.verifier.holds(b"text", signature)
    assert not LOG.verifier.holds(b"text", signature[:63])
