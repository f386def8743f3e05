"""Every refusal of an event is known again and said in each language."""

from __future__ import annotations

import re
from typing import Any

import pytest

from languages import translator
from lifecycle.decision import Refused, decide
from lifecycle.state import CaseState
from lifecycle.telling import open_case, tell
from models.dates import PartialDate
from models.events import Event
from tests.languages.extract import TRANSLATED
from tests.lifecycle.stories import TODAY, event, norms, opening, stamp, story

_KNOWN = re.compile(r"e1|e2|e3|new|nobody|nowhere|(?<=: )(?:[a-z-]+(?:, |; |$))+")


@pytest.fixture(scope="module")
def state() -> CaseState:
    """A case in which the opening was refused."""
    case, _ = open_case(opening(), stamp(), norms())
    for known in story(
        event("complaint_lodged", "2023-03-01", id="e1", by="prosecutor", to="police"),
        event("opening_refused", "2023-03-10", id="e2"),
        event("noted", "2023-03-11", id="e3"),
    ):
        case, _ = tell(case, known, stamp())
    return case


def _event(kind: str, day: str = "2023-04-01", name: str = "new", **fields: Any) -> Event:
    return event(kind, day, id=name, **fields)


REFUSED = {
    "taken": _event("noted", name="e1"),
    "missing": _event("forwarded", by="police").model_copy(update={"to": None}),
    "future": _event("noted", "2099-01-01"),
    "known later": _event("noted", known_on=PartialDate.parse("2099-01")),
    "no proceeding": _event("noted", proceeding="nowhere"),
    "no body": _event("noted", by="nobody"),
    "itself": _event("notified", target="new"),
    "never told": _event("quashed", by="prosecutor", target="nowhere"),
    "no such event": _event("noted", after="nowhere"),
    "no decision": _event("quashed", by="prosecutor", target="e3"),
    "too large": _event("noted").model_copy(update={"position": 2**60}),
}


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("why", REFUSED)
def test_a_refusal_is_said(state: CaseState, why: str, language: str) -> None:
    """Nothing of the reason stays English but the names of the case."""
    refused = decide(state, REFUSED[why], TODAY)

    assert isinstance(refused, Refused)
    for reason in (refused.reason, str(refused)):
        said = translator(language).said(reason)
        assert said != reason
        assert re.findall(r"[a-z]{3,}|[{}]", _KNOWN.sub("", said)) == []
