"""On whose word a finding rests."""

from __future__ import annotations

from models.assessment import Asserted
from tests.findings.telling import certainty, findings

LODGED = "complaint_lodged 2024-03-01 by=victim to=prosecutor asserted_by=complainant"


def test_a_finding_says_on_whose_word_each_piece_of_evidence_rests() -> None:
    """Every piece of evidence has its word, in the order of the evidence, and a dispute is not hidden."""
    refused = "registration_refused 2024-03-02 by=prosecutor asserted_by=state disputed=the_complainant"
    found = findings(LODGED, refused)["not_registered"]

    assert found.asserted == (
        Asserted(event="e1", asserted_by="complainant"),
        Asserted(event="e2", asserted_by="state", disputed=True),
    )
    assert tuple(one.event for one in found.asserted) == found.evidence


def test_whose_word_it_is_does_not_change_the_certainty() -> None:
    """Recorded facts count as recorded: a disputed word of one side raises what an undisputed one does."""
    words = ("asserted_by=undisputed", "asserted_by=complainant disputed=the_state", "")
    forwarded = "forwarded 2024-03-02 by=prosecutor to=police"

    assert {certainty("forwarded_to_accused", LODGED, f"{forwarded} {word}".strip()) for word in words} == {"certain"}


def test_what_nobody_is_named_for_rests_on_whoever_told_it() -> None:
    """Without a word of its own an event rests on that of the user."""
    found = findings("care_refused 2024-03-02 by=jail")["care_refused"]

    assert [one.asserted_by for one in found.asserted] == ["user"]
