"""Checkpoints and cosignatures: one way to write them, and no other is read."""

from __future__ import annotations

import pytest

from ledger.checkpoint import Checkpoint, open_checkpoint
from ledger.cosignature import Cosignature, cosign, cosignature, cosignatures
from ledger.keytext import VerifierKey, from_base64, to_base64
from ledger.note import open_note, parse
from ledger.tree import EMPTY_ROOT
from models.errors import IntegrityError
from tests.ledger.keys import LOG, NOW, ORIGIN, OTHER_WITNESS, REPLACED, WITNESS, checkpoint, signed

PUBLISHED = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
COSIGNED = "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA=="


def test_the_published_checkpoint_is_read() -> None:
    """The example of the specification is read, and written as it was."""
    read = Checkpoint.read(PUBLISHED)

    assert (read.origin, read.size, read.root.hex()[:8]) == ("example.com/behind-the-sofa", 20_852_163, "0ac5186a")
    assert read.text == PUBLISHED


def test_the_published_cosignature_is_read() -> None:
    """The time in the example of the specification stands where the specification says."""
    line = f"— witness.example.com/w1 {COSIGNED}"
    (signature,) = parse(f"{PUBLISHED}\n{line}\n".encode()).signatures

    assert signature.line == line
    assert int.from_bytes(signature.blob[:8], "big") == 1_679_315_147
    assert len(signature.blob) == 72


def test_further_lines_are_kept() -> None:
    """Lines of the ledger's own are a part of what is signed."""
    read = Checkpoint.read(PUBLISHED + "one\ntwo\n")

    assert read.extensions == ("one", "two")
    assert read.text == PUBLISHED + "one\ntwo\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "origin\n5\n",
        PUBLISHED[:-1],
        PUBLISHED + "\n",
        PUBLISHED + "one\n\n",
        "\n" + PUBLISHED.partition("\n")[2],
        PUBLISHED.replace("20852163", "020852163"),
        PUBLISHED.replace("20852163", "+20852163"),
        PUBLISHED.replace("20852163", "-1"),
        PUBLISHED.replace("20852163", "20852163 "),
        PUBLISHED.replace("20852163", "2_0"),
        PUBLISHED.replace("20852163", "٢٠"),
        PUBLISHED.replace("20852163", str(2**63)),
        PUBLISHED.replace("20852163", "9" * 20),
        PUBLISHED.replace("20852163", "00"),
        PUBLISHED.replace("20852163", "0"),
        PUBLISHED.replace("q2I=", "q2J="),
        PUBLISHED.replace("q2I=", "q2I"),
        PUBLISHED.replace("q2I=", "q2I=="),
        PUBLISHED.replace("q2I=", "q2 I="),
        PUBLISHED.replace("q2I=", "q2I=AAAA"),
        PUBLISHED.replace("\n", "\r\n"),
    ],
    ids=range(23),
)
def test_anything_else_is_not_a_checkpoint(text: str) -> None:
    """Leading zeros, signs, foreign digits, base64 written otherwise, missing or empty lines: none of it is read."""
    with pytest.raises(IntegrityError, match="a checkpoint: "):
        Checkpoint.read(text)


def test_an_empty_ledger_has_one_root() -> None:
    """The checkpoint of nothing is that of the empty tree."""
    assert Checkpoint.read(Checkpoint(ORIGIN, 0, EMPTY_ROOT).text).size == 0


def test_a_signed_checkpoint_is_opened() -> None:
    """Signed by the ledger and two witnesses, of whom one is known."""
    data = signed(checkpoint(7).text, LOG, WITNESS, OTHER_WITNESS)
    found = open_checkpoint(data, [LOG.verifier], [WITNESS.verifier])

    assert found.checkpoint == checkpoint(7)
    assert cosignatures(found.opened) == (Cosignature(WITNESS.name, NOW),)
    assert [one.name for one in found.opened.unknown] == [OTHER_WITNESS.name]


def test_while_a_key_is_replaced_either_key_counts() -> None:
    """After a rotation, old checkpoints hold by the old key and new ones by the new."""
    for key in (LOG, REPLACED):
        data = signed(checkpoint(7).text, key)
        assert open_checkpoint(data, [LOG.verifier, REPLACED.verifier]).checkpoint == checkpoint(7)


def test_checkpoints_that_are_not_believed() -> None:
    """Of another ledger, by a witness alone, by a stranger under the ledger's name, or against no key at all."""
    text = checkpoint(7).text
    stranger = checkpoint(7, "elsewhere.example").text
    for data, log, message in (
        (signed(stranger, LOG), [LOG.verifier], "'elsewhere.example' was handed in for 'aryz.example/ledger'"),
        (signed(text, WITNESS), [LOG.verifier], "has not signed this checkpoint; only others have"),
        (signed(text, REPLACED), [LOG.verifier], "no known key has signed"),
        (signed(text, LOG), [], "the public keys of one ledger"),
        (signed(text, LOG), [WITNESS.verifier], "the public keys of one ledger"),
        (signed(text, LOG), [LOG.verifier, VerifierKey("b", 1, bytes(32))], "the public keys of one ledger"),
        (signed("no checkpoint\n", LOG), [LOG.verifier], "must be lines of an origin"),
    ):
        with pytest.raises(IntegrityError, match=message):
            open_checkpoint(data, log, [WITNESS.verifier])


def test_what_a_witness_signs() -> None:
    """The signature is over the heading, the time and the whole text, as the specification writes it."""
    text = checkpoint(7).text
    made = cosignature(text, WITNESS, NOW)

    assert WITNESS.verifier.holds(f"cosignature/v1\ntime {NOW}\n{text}".encode(), made.blob[8:])
    assert from_base64(made.line.split()[-1]) == WITNESS.verifier.id + NOW.to_bytes(8, "big") + made.blob[8:]


def test_a_cosignature_with_another_time_does_not_hold() -> None:
    """The time is signed too, and it is a time that can be written."""
    note = cosign(parse(signed(checkpoint(7).text, LOG)), WITNESS, NOW)
    for stamp in (NOW + 1, 0, 2**63):
        line = note.signatures[1].line
        blob = WITNESS.verifier.id + stamp.to_bytes(8, "big") + note.signatures[1].blob[8:]
        other = line.rpartition(" ")[0] + " " + to_base64(blob)
        with pytest.raises(IntegrityError, match="does not hold"):
            open_note(note.encode().replace(line.encode(), other.encode()), [WITNESS.verifier])


def test_only_checkpoints_and_only_by_witnesses() -> None:
    """A witness signs no other text, and a ledger's key does not countersign."""
    with pytest.raises(IntegrityError, match="a checkpoint: "):
        cosignature("anything\n", WITNESS, NOW)
    with pytest.raises(IntegrityError, match="a witness has a key of its own"):
        cosignature(checkpoint(7).text, LOG, NOW)
