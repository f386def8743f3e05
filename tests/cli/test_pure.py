"""The commands that need no server and no store: assess and law."""

from __future__ import annotations

import pytest

from cli import failing
from cli.law_of import norms_for
from law.published import BOOK
from models.assessment import Assessment
from models.case import CaseHead, Header
from models.records import Opening
from tests.cli.command import EXAMPLES
from tests.cli.conftest import Run
from workflows.pinned import norms_of

GERASIMOV = str(EXAMPLES / "gerasimov.yaml")
SHAPE = {"case", "as_of", "posture", "obligations", "findings", "warnings", "treaty", "counts"}


def test_assess_prints_the_shape_that_was_agreed(here: Run) -> None:
    """The JSON has every key of the contract, also where there is nothing to say, and reads back as an assessment."""
    answer = here("assess", GERASIMOV, "--as-of", "2012-05-24", "--json")

    assert answer.status == failing.DONE
    assert answer.json.keys() >= SHAPE
    assert answer.json["as_of"] == "2012-05-24"
    assert answer.json["posture"]["main"].keys() == {"phase", "state", "since"}
    assert answer.json["counts"]["opening_refused"] == 4
    found = {finding["rule"]: finding for finding in answer.json["findings"]}
    assert found["officers_word_only"]["certainty"] == "certain"
    assert found["officers_word_only"]["evidence"] == ["e11", "e29", "e35"]
    assert "CAT-12" in answer.json["treaty"]
    assert Assessment.model_validate_json(answer.out).case == "gerasimov"


def test_assess_travels_in_time(here: Run) -> None:
    """Fewer events have happened by an earlier day, and fewer were known by an earlier one."""
    late, early = (here("assess", GERASIMOV, "--json", "--as-of", day).json for day in ("2012-05-24", "2007-06-01"))
    known = here("assess", GERASIMOV, "--json", "--as-of", "2012-05-24", "--known-at", "2007-06-01").json

    assert early["counts"]["events"] < late["counts"]["events"]
    assert known["counts"]["events"] < late["counts"]["events"]
    assert known["known_at"] == "2007-06-01"


def test_assess_shows_its_work(here: Run) -> None:
    """With --why every end of a term comes with the event, the provision and the count of days."""
    answer = here("assess", GERASIMOV, "--as-of", "2012-08-30", "--why")

    assert "2012-08-22T24:00  State party: cat-follow-up-90 (report), overdue" in answer.out
    assert "Begins with e63" in answer.out
    assert "overdue" in here("assess", GERASIMOV, "--as-of", "2012-08-30").out


def test_assess_with_the_law_of_an_earlier_day(here: Run) -> None:
    """Law that nobody had entered by a day does not count for whoever asks for that day."""
    entered = here("assess", GERASIMOV, "--json").json["obligations"]
    before = here("assess", GERASIMOV, "--json", "--law-known-on", "2020-01-01").json["obligations"]

    assert entered
    assert before == []


def test_law_show_takes_a_citation(here: Run) -> None:
    """A lawyer's citation and the rule's id mean the same provision."""
    cited, named = (
        here("law", "show", name, "--on", "2026-01-10", "--json")
        for name in ("CPC 105(2)", "cpc-105-2-prosecutor-terms")
    )

    assert named.json[0] in cited.json
    assert named.json[0]["confidence"] == "text-seen"
    assert [term["name"] for term in named.json[0]["terms"]] == ["general", "detention", "extended"]


def test_what_has_no_source_is_marked(here: Run) -> None:
    """A version without a seen text is shown, and nobody can overlook that it is unverified."""
    shown = here("law", "show", "cpc-105-2-prosecutor-terms", "--on", "2023-10-02")
    reckoned = here("law", "term", "cpc-105-2-prosecutor-terms", "--from", "2023-10-02")

    assert "UNVERIFIED" in shown.out
    assert "UNVERIFIED" in reckoned.out


@pytest.mark.parametrize(
    ("begun", "term", "due"),
    [("2023-10-02", "general", "2023-10-09T24:00"), ("2023-10-02T11:20", "general", "2023-10-09T24:00")],
)
def test_law_term_computes_an_end(here: Run, begun: str, term: str, due: str) -> None:
    """The end is the one of the worked example, with its derivation."""
    answer = here("law", "term", "cpc-105-2-prosecutor-terms", "--from", begun, "--term", term, "--json")

    assert [(end["term"], end["due"]) for end in answer.json] == [(term, due)]
    assert answer.json[0]["derivation"]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("cpc-105-2-prosecutor-terms", "--from", "2023-10-02", "--term", "foo"), "sets no term 'foo'; its terms are"),
        (("cpc-14-5-prohibition", "--from", "2026-01-10"), "cpc-14-5-prohibition sets no term on 2026-01-10"),
        (("cpc-105-2-prosecutor-terms", "--from", "1999-01-01"), "no version in force on 1999-01-01"),
    ],
)
def test_law_term_says_why_it_cannot(here: Run, arguments: tuple[str, ...], line: str) -> None:
    """A term that is not there is refused with what there is."""
    answer = here("law", "term", *arguments)

    assert answer.status == failing.FAILED
    assert line in answer.line


def test_law_list_has_every_rule(here: Run) -> None:
    """Every rule of the book is listed, and a kind picks its own."""
    everything = here("law", "list", "--json").json
    deadlines = here("law", "list", "--kind", "deadline", "--json").json

    assert {one["rule"] for one in everything} == BOOK.ids
    assert {one["kind"] for one in deadlines} == {"deadline"}
    assert "cpc-105-2-prosecutor-terms" in here("law", "list").out


def test_a_case_is_judged_by_the_law_that_runs_it() -> None:
    """What `case show` judges by is what the case's workflow judges by."""
    header = Header(case=CaseHead(reference="abc", jurisdiction="KZ"))
    opening = Opening(header=header, region="KZ-KUS", law_known_on=BOOK.latest_entry, unverified=True)

    assert norms_for(opening) == norms_of(opening)
