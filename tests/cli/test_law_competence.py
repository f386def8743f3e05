"""The commands on competence and reclassification, and citations that differ between a report and the code."""

from __future__ import annotations

import pytest

from cli import failing
from tests.cli.conftest import Run


def test_competence_in_words(here: Run) -> None:
    """The line says who, how surely, in which form and by which provision."""
    answer = here("law", "competence", "146(2)", "--on", "2024-01-10")

    assert answer.status == failing.DONE
    assert "146(2) on 2024-01-10: the prosecutor or a special prosecutor (certain)" in answer.out
    assert "form: preliminary investigation, 2 months from registration" in answer.out
    assert "193(1-1) (cpc-193-1-1-prosecutor-torture)" in answer.out


def test_competence_as_json(here: Run) -> None:
    """The keys are fixed; what is told of the case narrows the answer."""
    told = here("law", "competence", "146(3)", "--on", "2024-01-10", "--builds-on", "cruel_treatment", "--json").json

    assert told.keys() == {"article", "on", "act", "certainty", "bodies", "answers", "doubts", "renumbered"}
    assert (told["article"], told["bodies"], told["certainty"]) == ("kz-pc-146-3", ["police"], "certain")
    assert told["answers"][0]["term"] == {"rule": "cpc-192-2-basic-terms", "name": "preliminary", "length": "2 months"}


def test_the_older_code_is_said_to_be_unknown(here: Run) -> None:
    """Nothing is made up for 2010; what the article became is said with its confidence."""
    answer = here("law", "competence", "347-1", "--on", "2010-12-06")

    assert "347-1 of the code of 1997 on 2010-12-06: nothing is recorded" in answer.out
    assert "renumbered: 141-1 of the code of 1997 (unverified)" in answer.out


def test_reclassify_in_words(here: Run) -> None:
    """The worked example stands in the answer, with its doubt."""
    answer = here("law", "reclassify", "146(2)", "146(1)", "--on", "2024-01-10", "--act", "2021-06-01")

    assert "? limitation: none  ->  2 years from the act: ended on Thursday 1 June 2023" in answer.out
    assert "doubt: The act is of Tuesday 1 June 2021, when 146(1) meant torture" in answer.out
    assert "cannot be resumed (291(3))" in answer.out


def test_reclassify_as_json(here: Run) -> None:
    """Each subject has both sides with their provisions."""
    told = here("law", "reclassify", "146(2)", "146(1)", "--on", "2025-08-10", "--act", "2023-08", "--json").json

    assert told["limitation"] == {"first": "2025-08-01", "last": "2025-08-31"}
    assert told["limitation_ended"] == "possible"
    amnesty = next(line for line in told["lines"] if line["subject"] == "amnesty")
    assert (amnesty["changes"], amnesty["after"]["text"]) == ("certain", "an amnesty act may cover it")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("competence", "torture"), "names no offence"),
        (("competence", "146(2)", "--suspect", "maybe"), "--suspect 'maybe' is none of known, unknown"),
        (("competence", "146(3)", "--builds-on", "362"), "--builds-on '362' is none of"),
        (("competence", "146(2)", "--act", "June"), "--act 'June' is no date"),
        (("reclassify", "146(2)", "146(1)", "--act", "unknown"), "at least the year"),
        (("reclassify", "146(2)", "146(1)", "--on", "2024-01-10", "--act", "2024-01-11"), "the act comes first"),
    ],
)
def test_what_cannot_be_meant_is_refused(here: Run, words: tuple[str, ...], says: str) -> None:
    """One clear line, and not the exit status of success."""
    answer = here("law", *words)

    assert answer.status in {failing.FAILED, failing.USAGE}
    assert says in answer.err


@pytest.mark.parametrize(
    ("citation", "rule"),
    [
        ("Article 193(12)(1) CPC", "cpc-193-1-1-prosecutor-torture"),
        ("193(12)(1)", "cpc-193-1-12-1"),
        ("193(1-1)", "cpc-193-1-1-prosecutor-torture"),
        ("193(1)(12-1)", "cpc-193-1-12-1"),
        ("Article 35(1) CPC", "cpc-35-1-1-no-event"),
        ("35(1)(1)", "cpc-35-1-1-no-event"),
        ("Article 35(2) CPC", "cpc-35-1-2-no-elements"),
        ("35(1)(2)", "cpc-35-1-2-no-elements"),
        ("35(2)", "cpc-35-2-not-proven"),
    ],
)
def test_a_report_and_the_code_lead_to_one_provision(here: Run, citation: str, rule: str) -> None:
    """The Index on Torture cites some provisions by other numbers than the code; both are found."""
    found = here("law", "show", citation, "--on", "2024-01-10", "--json").json

    assert rule in {one["rule"] for one in found}
