"""The page of a case: every published case in every language, any day, for each role, and nothing told becomes HTML."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

import pytest

from languages import LANGUAGES
from ledger.chain import seal
from lifecycle.board import register_row
from lifecycle.state import CaseState
from lifecycle.telling import Stamp, fold, open_case, put_note, tell
from models.events import Event
from models.records import Entry, Opening, RecordKind, Teller, TellerRole
from models.register import Append
from tests.lifecycle.stories import norms, published, stamp
from tests.reports.cases import told
from tests.web.visiting import Visit
from web.case_view import SHOWN
from web.house import House
from web.reading import read
from web.shelf import Shelf

pytestmark = pytest.mark.server

HARM: Final = "<script>alert(1)</script>\"'&{{7*7}}"


async def kept(house: House, state: CaseState, entries: tuple[Entry, ...]) -> str:
    """The case in the ledger and the register of a house, without a server."""
    append = Append(case=state.reference, entries=entries, row=register_row(state))
    assert await house.store.ledger.append([append]) == (None,)
    return state.reference


def harmful() -> tuple[CaseState, tuple[Entry, ...]]:
    """A case in which every free text is an attack."""
    header = {
        "case": {"reference": "harm-2024", "title": HARM, "jurisdiction": "KZ", "sources": [HARM]},
        "bodies": [{"id": "police", "name": HARM, "kind": "police", "under": "mia"}],
        "accused": ["police"],
        "proceedings": [{"id": "main", "kind": "complaint", "title": HARM}],
    }
    state, entry = open_case(
        Opening.model_validate({"header": header, "law_known_on": "2026-11-01"}), stamp(), norms("KZ")
    )
    entries = [entry]
    actor = {"role": "official", "body": "police", "name": HARM}
    for number, kind in enumerate(("act_alleged", "complaint_lodged", "opening_refused", "noted"), start=1):
        fields = {"summary": HARM, "source": HARM, "disputed": HARM, "number": HARM, "instructions": [HARM]}
        event = {"id": f"e0{number}", "kind": kind, "date": f"2024-03-0{number}", "by": actor, "to": "police", **fields}
        state, entry = tell(state, Event.model_validate(event), stamp(number))
        entries.append(entry)
    fix = {"id": "e05", "kind": "corrected", "target": "e04", "summary": f"{HARM} again"}
    state, entry = tell(state, Event.model_validate(fix), stamp(9))
    return state, (*entries, entry)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_published_case_has_its_page(house: House, visit: Visit, language: str) -> None:
    """In each language: the page, all of it, as of a day, and printed; no word of the code is left over."""
    await visit.sign_in("auditor", language=language)
    for one in published():
        reference = await kept(house, *told(one.header.reference))
        for path in ("?events=all",) if language != "en" else ("", "?events=all", "?as_of=2013-05-01", "/print"):
            page = await visit.get(f"/cases/{reference}{path}")
            assert page.status_code == 200, path
            assert "opening_refused" not in re.sub(r"<[^>]+>", "", page.text)


async def test_nothing_told_becomes_html(house: House, visit: Visit) -> None:
    """Names, titles, sources and summaries come out as text, also in the picture and on the printed page."""
    reference = await kept(house, *harmful())
    await visit.sign_in("coordinator")
    for path in ("", "/print", "/tell", "/tell?kind=quashed", "/events/e03/correct"):
        page = await visit.get(f"/cases/{reference}{path}", follow_redirects=True)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert(1)" in page.text or path == "/tell"


async def test_corrections_stay_visible(house: House, visit: Visit) -> None:
    """What was corrected stands beside what it was corrected to, with the record of the correction."""
    reference = await kept(house, *harmful())
    await visit.sign_in("coordinator")
    page = (await visit.get(f"/cases/{reference}")).text

    assert re.search(r'id="e-e05".*?record 6.*?<del>&lt;script.*?<ins>&lt;script[^<]* again</ins>', page, re.DOTALL)


async def test_two_times_can_be_asked_for(house: House, visit: Visit) -> None:
    """As of a day shows what had happened by then; known at a day, only what was on record; nonsense is said."""
    state, entries = told("gerasimov")
    reference = await kept(house, state, entries)
    await visit.sign_in("coordinator")
    then = (await visit.get(f"/cases/{reference}?as_of=2008-01-01")).text
    first = date.fromisoformat(entries[0].record.recorded_at[:10])
    before = await visit.get(f"/cases/{reference}?known_at={first - timedelta(days=1)}")
    odd = (await visit.get(f"/cases/{reference}?as_of=tomorrow")).text

    assert "As of 1 January 2008." in then
    assert "Tell what happened" not in then
    assert before.status_code == 409
    assert "nothing was known of it by" in before.text
    assert "tomorrow is no day" in odd


async def test_a_long_case_shows_the_latest_first_and_all_on_demand(house: House, visit: Visit) -> None:
    """Of many events the page shows the last, with a link to the others; links to events lead where they stand."""
    state, entries = told("gerasimov")
    assert len(state.told) > SHOWN
    reference = await kept(house, state, entries)
    await visit.sign_in("coordinator")
    page, every = [(await visit.get(f"/cases/{reference}{query}")).text for query in ("", "?events=all")]
    ids = set(re.findall(r'<li id="e-([^"]+)"', page))

    assert len(ids) == SHOWN
    assert set(re.findall(r'href="#e-([^"]+)"', page)) <= ids
    assert set(re.findall(r'href="#e-([^"]+)"', every)) <= set(re.findall(r'id="e-([^"]+)"', every))


async def test_each_role_sees_what_it_may_do(house: House, visit: Visit) -> None:
    """An auditor reads: no link to tell, no form to assign, and account ids instead of names."""
    reference = await kept(house, *told("tyan"))
    await visit.sign_in("auditor")
    page = (await visit.get(f"/cases/{reference}")).text

    assert "/tell" not in page
    assert "/correct" not in page
    assert "/assign" not in page


async def test_an_erased_case_says_so_and_nothing_else(house: House, visit: Visit) -> None:
    """After the key is gone the page shows the records, and no word that was told, though it was in memory before."""
    state, entries = told("bairamov")
    reference = await kept(house, state, entries)
    await visit.sign_in("coordinator")
    words = next(one.event.summary for one in state.told.values() if one.event.summary)
    assert words[:20] in (await visit.get(f"/cases/{reference}?events=all")).text
    at = Stamp("2026-11-20T10:00:00.000000Z", Teller(id="u1", role=TellerRole.COORDINATOR), "")
    after, entry = put_note(state, RecordKind.ERASED, "consent_withdrawn", at)
    await house.store.ledger.append([Append(case=reference, entries=(entry,), row=register_row(after))])
    await house.store.keys_at_hand().destroy(reference, "consent_withdrawn", house.clock())
    page, told_to = await visit.get(f"/cases/{reference}"), await visit.get(f"/cases/{reference}/tell")

    assert "This case was erased." in page.text
    assert "consent_withdrawn" in page.text
    assert words[:20] not in page.text
    assert told_to.status_code == 409


async def test_a_key_that_is_gone_is_enough(house: House, visit: Visit) -> None:
    """A case whose key was destroyed elsewhere is not served from memory, whatever the register says."""
    state, entries = told("tyan")
    reference = await kept(house, state, entries)
    await visit.sign_in("coordinator")
    await visit.get(f"/cases/{reference}")
    await house.store.keys_at_hand().destroy(reference, "consent_withdrawn", house.clock())

    assert "This case was erased." in (await visit.get(f"/cases/{reference}")).text


async def test_holds_and_halts_are_shown(house: House, visit: Visit) -> None:
    """A legal hold and a halted case are said at the head of the page."""
    state, entries = told("tyan")
    reference = await kept(house, state, entries)
    await house.store.keys_at_hand().hold(reference, "court_order", house.clock())
    changed = entries[-1].record.model_copy(update={"recorded_at": "2026-11-21T00:00:00.000000Z"})
    other = seal(changed, entries[-1].payload)
    await house.store.ledger.append([Append(case=reference, entries=(other,), row=register_row(state))])
    await visit.sign_in("coordinator")
    page = (await visit.get(f"/cases/{reference}")).text

    assert "Legal hold." in page
    assert "court_order" in page
    assert "Halted." in page


async def test_only_what_is_new_is_read(house: House) -> None:
    """A case that has grown is read from where it was known, and is the same as one read afresh."""
    state, entries = told("abdiev")
    half, whole = entries[: len(entries) // 2], entries
    await kept(house, fold(half, norms(state.opening.header.case.jurisdiction)), half)
    store, shelf = house.store, house.shelf
    first = await read(store, shelf, state.reference)
    assert await read(store, shelf, state.reference) is first
    await house.store.ledger.append([Append(case=state.reference, entries=whole[len(half) :], row=register_row(state))])
    grown, fresh = await read(store, shelf, state.reference), await read(store, Shelf(), state.reference)

    assert grown.records == fresh.records
    assert grown.state.timeline.in_order() == fresh.state.timeline.in_order()
    assert grown.head == state.head.hash
