"""Signed notes, against those of Go's sumdb/note and of C2SP."""

from __future__ import annotations

import pytest

from ledger.keytext import SignerKey, VerifierKey
from ledger.note import LARGEST_NOTE, Note, Signature, open_note, parse, sign, with_signature
from models.errors import IntegrityError
from tests.ledger.keys import LOG, NOW, OTHER_WITNESS, REPLACED, WITNESS, signed
from tests.ledger.test_keytext import ENOCH, PETER, PETER_SIGNS

TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
BY_PETER = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
BY_ENOCH = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
KEYS = [VerifierKey.read(PETER), VerifierKey.read(ENOCH)]


def test_the_published_note_verifies() -> None:
    """The note of Go's documentation is accepted with its key, and signing gives the same bytes."""
    data = f"{TEXT}\n{BY_PETER}".encode()
    opened = open_note(data, KEYS)

    assert opened.text == TEXT
    assert [key.name for key, _ in opened.known] == ["PeterNeumann"]
    assert signed(TEXT, SignerKey.read(PETER_SIGNS)) == data == opened.note.encode()


def test_the_published_note_of_c2sp_verifies() -> None:
    """So does the example of the signed-note specification."""
    key = VerifierKey.read("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
    line = "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
    note = f"This is an example message.\n\n— example.com/foo {line}\n"

    assert open_note(note.encode(), [key]).text == "This is an example message.\n"


def test_two_signatures() -> None:
    """Both count where both keys are known; the other is kept where one is."""
    data = f"{TEXT}\n{BY_PETER}{BY_ENOCH}".encode()

    assert [key.name for key, _ in open_note(data, KEYS).known] == ["PeterNeumann", "EnochRoot"]
    opened = open_note(data, KEYS[1:])
    assert [one.name for one in opened.unknown] == ["PeterNeumann"]
    assert sorted(opened.note.signatures, key=lambda one: one.name) == [
        parse(data).signatures[1],
        parse(data).signatures[0],
    ]
    assert parse(data).encode() == data


def test_repeated_signatures_count_once() -> None:
    """A line that stands twice, known or unknown, is one signature."""
    opened = open_note(f"{TEXT}\n{BY_PETER * 2}{BY_ENOCH * 2}".encode(), KEYS[:1])

    assert (len(opened.known), len(opened.unknown)) == (1, 1)


def test_any_changed_bit_is_refused() -> None:
    """No bit of a signed note can change without the note being refused or losing its only signature."""
    data = signed("aryz.example\n7\n", LOG)
    for place in range(8 * len(data)):
        flipped = bytearray(data)
        flipped[place // 8] ^= 1 << place % 8
        with pytest.raises(IntegrityError):
            open_note(bytes(flipped), [LOG.verifier])


def test_a_bad_signature_of_a_known_key_spoils_the_note() -> None:
    """Beside a good one, too."""
    bad = Signature(LOG.name, LOG.verifier.id, bytes(64))
    note = Note("text\n", (bad, sign("text\n", REPLACED)))

    with pytest.raises(IntegrityError, match=r"the signature of aryz\.example/ledger\+.{8} does not hold"):
        open_note(note.encode(), [LOG.verifier, REPLACED.verifier])


def test_a_new_signature_takes_the_place_of_the_same_keys() -> None:
    """Signing again does not pile up signatures."""
    note = parse(signed("text\n", LOG, WITNESS))
    later = with_signature(note, sign("text\n", WITNESS, time=NOW + 5))

    assert [one.name for one in later.signatures] == [LOG.name, WITNESS.name]
    assert open_note(later.encode(), [LOG.verifier, WITNESS.verifier]).unknown == ()


def test_a_key_that_nobody_knows() -> None:
    """A note signed by strangers only is not believed."""
    with pytest.raises(IntegrityError, match="no known key has signed this note"):
        open_note(signed("text\n", REPLACED, OTHER_WITNESS), [LOG.verifier, WITNESS.verifier])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text\n",
        TEXT.encode(),
        f"{TEXT}{BY_PETER}".encode(),
        f"{TEXT}\n{BY_PETER}".encode()[:-1],
        f"{TEXT}\n{BY_PETER}\n".encode(),
        f"{TEXT}\nsigned: {BY_PETER}".encode(),
        f"{TEXT}\n{BY_PETER}".replace("\n", "\r\n").encode(),
        f"{TEXT}\t\n{BY_PETER}".encode(),
        f"{TEXT}\n{BY_PETER}".encode("utf-16"),
        f"{TEXT}\n{BY_PETER}".encode().replace(b"crypto", b"\xff"),
        f"{TEXT}\n— Peter Neumann x08go/ZJ\n".encode(),
        f"{TEXT}\n— Peter+Neumann x08go/ZJ\n".encode(),
        f"{TEXT}\n— x08go/ZJ\n".encode(),
        f"{TEXT}\n— PeterNeumann x08go\n".encode(),
        f"{TEXT}\n— PeterNeumann x08gow==\n".encode(),
        f"{TEXT}\n{BY_PETER.replace('JnAM=', 'JnAN=')}".encode(),
        f"{TEXT}\n{BY_PETER.replace('AM=', 'AM')}".encode(),
        f"{TEXT}\n{BY_PETER * 101}".encode(),
        f"{'x' * LARGEST_NOTE}\n\n{BY_PETER}".encode(),
    ],
    ids=range(20),
)
def test_what_is_no_note_is_refused(data: bytes) -> None:
    """Anything but a text, an empty line and signature lines is refused, as Go does."""
    with pytest.raises(IntegrityError):
        open_note(data, KEYS)


def test_a_text_that_no_note_can_have_is_not_signed() -> None:
    """A text without its last newline, or with control characters, is not signed; nor is a time where none belongs."""
    for text in ("text", "te\rxt\n", "te\x00xt\n"):
        with pytest.raises(IntegrityError, match="must end with a newline"):
            sign(text, LOG)
    for key, time in ((LOG, NOW), (WITNESS, None), (WITNESS, 0), (WITNESS, -1), (WITNESS, 2**63)):
        with pytest.raises(IntegrityError, match="signs with a time if it cosigns"):
            sign("text\n", key, time=time)


def test_a_text_may_hold_empty_lines() -> None:
    """The last empty line ends the text."""
    assert open_note(signed("one\n\ntwo\n", LOG), [LOG.verifier]).text == "one\n\ntwo\n"
