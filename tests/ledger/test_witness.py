"""What a witness countersigns, and what it says to a ledger that rolls back, forks or rewrites."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.checkpoint import Checkpoint, Signed
from ledger.keytext import SignerKey
from ledger.witness import Refusal, Request, Wrong, judge
from models.errors import IntegrityError
from tests.ledger import naive
from tests.ledger.keys import LOG, REPLACED, WITNESS, checkpoint, signed

KEYS = [LOG.verifier]


def request(old: int, new: int, note: Checkpoint | None = None, key: SignerKey = LOG) -> Request:
    """What a ledger of `new` records asks a witness that has seen `old`."""
    return Request(old, tuple(naive.proof(old, naive.leaves(new))), signed((note or checkpoint(new)).text, key))


def refused(seen: int | None, asked: Request) -> Refusal:
    """The refusal of a witness that has seen a checkpoint of `seen` records."""
    answer = judge(None if seen is None else checkpoint(seen), asked, KEYS)
    assert isinstance(answer, Refusal)
    return answer


@given(st.integers(0, 80), st.integers(0, 80))
@settings(max_examples=60, deadline=None)
def test_a_ledger_that_only_grows_is_countersigned(old: int, more: int) -> None:
    """From nothing, from any size to any larger one, and the same again."""
    answer = judge(checkpoint(old) if old else None, request(old, old + more), KEYS)

    assert isinstance(answer, Signed)
    assert answer.checkpoint == checkpoint(old + more)


def test_an_older_request_proves_nothing() -> None:
    """Fewer records than before: an old file sent by mistake, or a ledger put back; the witness cannot know which."""
    answer = refused(9, request(5, 7))

    assert (answer.wrong, answer.evidence) == (Wrong.OLDER, False)
    assert "shows 7 records; this witness has already seen 9: it is an old request" in answer.why
    assert "aryz audit checkpoint --since 9" in answer.why


def test_a_fork_is_named() -> None:
    """Two roots of one size are two histories."""
    answer = refused(9, request(9, 9, checkpoint(9, twist=b"another")))

    assert (answer.wrong, answer.evidence) == (Wrong.FORK, True)
    assert "two checkpoints of 9 records have two roots" in answer.why


def test_a_rewritten_beginning_is_named() -> None:
    """A larger ledger whose beginning is not what it was has no proof that holds."""
    leaves = [naive.leaf(b"another"), *naive.leaves(12)[1:]]
    forged = Checkpoint(LOG.name, 12, naive.root(leaves))
    answer = refused(9, Request(9, tuple(naive.proof(9, leaves)), signed(forged.text, LOG)))

    assert answer.wrong is Wrong.INCONSISTENT
    assert "the first 9 records stayed as they were: the proof from 9 to 12: does not lead to the older" in answer.why


def test_a_proof_from_elsewhere_is_asked_for_again() -> None:
    """The witness says from which size it needs the proof, as the protocol wants."""
    for seen, asked in ((9, request(7, 12)), (None, request(7, 12)), (9, request(0, 12))):
        answer = refused(seen, asked)
        assert answer.wrong is Wrong.STALE
        assert f"this witness has seen {seen or 0}; ask again from there" in answer.why
        assert not answer.evidence


def test_a_proof_that_does_not_hold() -> None:
    """A hash more or less in the proof is no proof, and none at all neither."""
    good = request(5, 12)
    for proof in ((), good.proof[1:], (*good.proof, good.proof[0])):
        assert refused(5, Request(5, proof, good.note)).wrong is Wrong.INCONSISTENT
    assert refused(None, Request(0, good.proof, good.note)).wrong is Wrong.INCONSISTENT


def test_a_replaced_key_is_named() -> None:
    """A checkpoint under the ledger's name by a key that the witness does not know."""
    assert refused(5, request(5, 7, key=REPLACED)).wrong is Wrong.UNKNOWN_KEY
    assert isinstance(judge(checkpoint(5), request(5, 7, key=REPLACED), [*KEYS, REPLACED.verifier]), Signed)


def test_a_broken_signature_is_named() -> None:
    """A text that is not the one that was signed."""
    asked = request(5, 7)
    changed = asked.note.replace(b"\n7\n", b"\n8\n")

    assert refused(5, Request(5, asked.proof, changed)).wrong is Wrong.SIGNATURE


def test_another_ledger_is_named() -> None:
    """A checkpoint of another origin, signed by whom it may."""
    for key in (LOG, SignerKey("elsewhere.example", 1, bytes(32))):
        asked = request(5, 7, checkpoint(7, "elsewhere.example"), key)
        assert refused(5, asked).wrong is Wrong.OTHER_ORIGIN


def test_a_witness_of_another_ledger() -> None:
    """A witness that kept another ledger's checkpoint does not take this one for its continuation."""
    answer = judge(checkpoint(5, "elsewhere.example"), request(5, 7), KEYS)

    assert isinstance(answer, Refusal)
    assert answer.why == "this witness watches elsewhere.example, not aryz.example/ledger"


@pytest.mark.parametrize("note", [b"", b"note", signed("text\n", LOG), signed("text\n", WITNESS)], ids=range(4))
def test_no_checkpoint_at_all(note: bytes) -> None:
    """Something that is not a checkpoint is called that."""
    assert refused(5, Request(5, (), note)).wrong is Wrong.MALFORMED


@given(st.integers(0, 80), st.integers(0, 80))
@settings(max_examples=40, deadline=None)
def test_requests_are_read_as_they_were_written(old: int, more: int) -> None:
    """The text of a request says all of it."""
    asked = request(old, old + more)

    assert Request.parse(asked.encode()) == asked


def test_a_request_is_written_as_the_protocol_says() -> None:
    """The old size, one hash a line, an empty line, the checkpoint."""
    asked = request(3, 4)
    first, *proof, blank = asked.encode().decode().split("\n")[:5]
    rest = asked.encode().decode().split("\n")[5:]

    assert (first, [len(line) for line in proof], blank) == ("old 3", [44, 44, 44], "")
    assert "\n".join(rest).encode() == asked.note


@pytest.mark.parametrize(
    "head",
    [
        "",
        "old",
        "old x",
        "old 03",
        "old -1",
        "old  3",
        "new 3",
        "old ٣",
        "old 3\r",
        "old 3\nAAAA",
        "old 3\n" + "A" * 44,
        "old 3\n" + "A" * 43 + "=\nx",
        "old 3" + ("\n" + "A" * 43 + "=") * 64,
    ],
    ids=range(13),
)
def test_what_is_no_request_is_refused(head: str) -> None:
    """Leading zeros, foreign digits, hashes of another length, too many of them, or no empty line."""
    with pytest.raises(IntegrityError, match=r"a request|a witness is asked"):
        Request.parse(f"{head}\n\n".encode() + request(3, 4).note)
    with pytest.raises(IntegrityError, match="a witness is asked"):
        Request.parse(b"old 3\n")
