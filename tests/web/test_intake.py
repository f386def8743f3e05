"""Taking in a complaint: one form opens one case with its first events, and shows the victim's code once."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest

from models.dates import UNKNOWN
from models.register import BoardRow
from models.words import Custody, Sex
from store.receipts import DIGITS
from tests.web.visiting import Visit
from web.app import create_app
from web.house import House
from web.intake_form import Wrong, read
from web.intake_open import AGAIN
from web.reading import read as read_case
from worker import working
from workflows.desk import Desk

FORM = "0123456789abcdef" * 2
TODAY = date(2026, 11, 23)
LEAST = {"form": FORM, "region": "KZ-39", "what": "Beaten", "accused_kind": "police", "consent": "case"}
WHOLE = LEAST | {
    "where": "District police station, second floor",
    "act_year": "2026", "act_month": "3", "act_day": "9",
    "accused_name": "District police", "accused_level": "district", "accused_under": "mia",
    "sex": "male", "minor": "no", "custody": "police", "held": "yes", "injuries": "found",
    "detained_year": "2026", "detained_month": "03",
    "lodged": "yes", "lodged_kind": "prosecutor", "lodged_name": "City prosecutor", "lodged_by": "relative",
    "lodged_on_year": "2026", "lodged_on_month": "3", "lodged_on_day": "12", "received": "yes",
    "consent": "case,statistics", "lawyer": "u-lawyer",
}  # fmt: skip
CODE = re.compile(r'id="code">(\d{4} \d{4} \d{4} \d{4})<')
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}=HYPERLINK(1)"


def sent(**other: Any) -> dict[str, Any]:
    """A form as a browser sends it."""
    return {name: value.split(",") if name == "consent" else value for name, value in (WHOLE | other).items()}


async def row_of(house: House, reference: str) -> BoardRow:
    """The register row of a case that must be there."""
    row = await house.store.register.row(reference)
    assert row is not None
    return row


@pytest.mark.usefixtures("telling")
async def test_a_complaint_is_taken_in(visit: Visit, visitor: Callable[..., Visit]) -> None:
    """One press opens the case, tells what happened in order, gives it to the lawyer, and shows a code that works."""
    lawyer = visitor()
    lawyer_id = await lawyer.sign_in("lawyer", name="Saule")
    await visit.sign_in("coordinator")
    form = (await visit.get("/intake")).text
    key = re.search(r'name="form" id="form" value="([0-9a-f]{32})"', form)
    assert key is not None
    done = await visit.post("/intake", sent(form=key[1], lawyer=lawyer_id, region="KZ-62"))
    assert (done.status_code, done.headers["cache-control"]) == (200, "no-store")
    reference = f"kz-62-{visit.house.clock().year}-001"
    assert reference in done.text

    told = (await read_case(visit.house.store, visit.house.shelf, reference)).state
    kinds = [told.timeline.events[place.id].kind for place in told.timeline.places]
    assert kinds == ["act_alleged", "detained", "complaint_lodged", "complaint_received", "consent_given", "assigned"]
    assert told.opening.region == "KZ-62"
    assert [body.id for body in told.opening.header.bodies] == ["police", "prosecutor"]
    assert told.opening.header.victim.custody is Custody.POLICE
    row = await row_of(visit.house, reference)
    assert (row.lawyer, row.phase, row.region) == (lawyer_id, "registration", "KZ-62")
    assert reference in (await lawyer.get("/cases")).text
    assert (await lawyer.get(f"/cases/{reference}")).status_code == 200

    code = CODE.search(done.text)
    assert code is not None
    shown = await visitor().post("/receipt", {"code": code[1]})
    assert "It is being followed." in shown.text


async def test_sent_twice_it_opens_one_case(visit: Visit, telling: Desk, house: House, reference: str) -> None:
    """Pressed twice at once, and again, there is one case and one code; much later the code is not shown again."""
    await visit.sign_in("coordinator")
    first, second = await asyncio.gather(
        *(visit.post("/intake", sent(lawyer="", reference=reference)) for _ in range(2))
    )
    third = await visit.post("/intake", sent(lawyer=""))
    answers = [unescape(each.text) for each in (first, second, third)]
    codes = {code for text in answers for code in CODE.findall(text)}
    assert [each.status_code for each in (first, second, third)] == [200] * 3, answers
    assert len(codes) == 1
    assert await house.store.register.count() == 1
    assert len(await telling.timeline(reference)) == 5
    later = replace(house, clock=lambda: house.clock() + AGAIN + timedelta(seconds=1))
    again = Visit(create_app(later), later)
    again.client.cookies, again.csrf = visit.client.cookies, visit.csrf
    used = await again.post("/intake", sent(lawyer=""))
    assert (used.status_code, CODE.search(used.text)) == (409, None)
    await again.close()


@pytest.mark.usefixtures("telling")
async def test_nothing_typed_becomes_markup(visit: Visit, house: House, reference: str) -> None:
    """Markup in any field is refused or shown as typed: in the form again, on the case, in the file of the board."""
    await visit.sign_in("coordinator")
    for name in WHOLE.keys() - {"form"}:
        wrong = await visit.post("/intake", sent(**{"lawyer": "", "act_year": "year", name: EVIL}))
        assert wrong.status_code == 422, name
        assert "<script>alert" not in wrong.text
        assert "<img" not in wrong.text
    texts = {"what": EVIL, "where": EVIL[:100], "accused_name": EVIL, "lodged_name": EVIL}
    done = await visit.post("/intake", sent(lawyer="", reference=reference, **texts))
    assert done.status_code == 200, unescape(done.text)
    shown = (await visit.get(f"/cases/{reference}")).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<script>alert" not in shown
    assert "<img" not in shown
    assert "alert" not in (await visit.get("/board.csv")).text
    assert await house.store.register.count() == 1


async def test_what_is_wrong_is_said_and_kept(visit: Visit, house: House) -> None:
    """A form with faults comes back with each fault named and everything typed still in it; no case was opened."""
    await visit.sign_in("coordinator")
    answer = await visit.post("/intake", {"form": FORM, "what": "Typed with care", "act_day": "9", "consent": "un"})
    assert answer.status_code == 422
    assert "Typed with care" in answer.text
    assert answer.text.count('class="wrong-field"') == 4
    assert 'value="un" checked' in answer.text
    assert await house.store.intakes.of(FORM) is None


@pytest.mark.usefixtures("telling")
async def test_a_taken_reference_is_not_amended(visit: Visit, house: House, reference: str) -> None:
    """Two forms that choose one name open one case: the second is told, and the first stays as it was."""
    await visit.sign_in("coordinator")
    assert (await visit.post("/intake", sent(lawyer="", reference=reference))).status_code == 200
    second = await visit.post("/intake", sent(lawyer="", form="e" * 32, reference=reference.upper(), region="KZ-10"))
    assert second.status_code == 422
    assert "There is a case of this name already" in second.text
    assert (await row_of(house, reference)).region == "KZ-39"


async def test_without_a_worker_nothing_is_lost(house: House, reference: str) -> None:
    """Where nobody answers, the form comes back as it was typed; sent again, however late, it opens the case."""
    hasty = replace(house, settings=replace(house.settings, patience=1.0))
    visit = Visit(create_app(hasty), hasty)
    await visit.sign_in("coordinator")
    answer = await visit.post("/intake", sent(lawyer="", reference=reference))
    assert answer.status_code == 503
    assert "Nothing you typed is lost" in answer.text
    assert f'value="{FORM}"' in answer.text
    assert await house.store.receipts.of(reference) is None

    later = replace(house, clock=lambda: house.clock() + 2 * AGAIN)
    again = Visit(create_app(later), later)
    again.client.cookies, again.csrf = visit.client.cookies, visit.csrf
    async with working(house.client, house.store, task_queue=house.settings.task_queue):
        opened = await again.post("/intake", sent(lawyer="", reference=reference))
    assert (opened.status_code, len(CODE.findall(opened.text))) == (200, 1)
    assert (await row_of(house, reference)).events == 5
    await visit.close()
    await again.close()


async def test_only_coordinators_take_in(visitor: Callable[..., Visit]) -> None:
    """Nobody else sees the form or can send it."""
    for role in ("lawyer", "auditor", "operator"):
        visit = visitor()
        await visit.sign_in(role)
        assert (await visit.get("/intake")).status_code == 403
        assert (await visit.post("/intake", sent())).status_code == 403


def test_what_is_left_out_is_not_known() -> None:
    """The least that opens a case: no date, no sex, no complaint; nothing is made up."""
    intake = read(LEAST, TODAY, {})
    assert [event.kind for event in intake.events] == ["act_alleged", "consent_given"]
    assert intake.events[0].date.text == UNKNOWN
    assert intake.header.victim.sex is Sex.UNKNOWN
    assert (intake.header.victim.minor, intake.header.victim.custody, intake.lawyer) == (None, None, None)
    assert intake.events[1].summary == "purposes: case"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"act_year": "2026", "act_month": "2", "act_day": "30"}, "act"),
        ({"act_year": "2027"}, "act"),
        ({"act_year": "2026", "act_month": "11", "act_day": "24"}, "act"),
        ({"act_month": "3"}, "act"),
        ({"act_year": "26"}, "act"),
        ({"region": "KZ-99"}, "region"),
        ({"region": ""}, "region"),
        ({"what": " \x00 "}, "what"),
        ({"what": "x" * 2001}, "what"),
        ({"accused_kind": "ngo"}, "accused_kind"),
        ({"consent": "statistics,un"}, "consent"),
        ({"lawyer": "u-somebody"}, "lawyer"),
        ({"reference": "Имя"}, "reference"),
        ({"reference": "-x"}, "reference"),
        ({"lodged": "yes"}, "lodged_kind"),
        ({"form": "short"}, "form"),
    ],
)
def test_a_fault_is_of_its_field(wrong: dict[str, str], field: str) -> None:
    """What cannot be taken is named by its field, and nothing typed stands in the error."""
    with pytest.raises(Wrong) as raised:
        read(LEAST | wrong, TODAY, {})
    assert set(raised.value.faults) == {field}
    assert str(raised.value) == field


def test_the_same_authority_may_have_the_complaint() -> None:
    """A complaint made to those complained of names one body."""
    intake = read(LEAST | {"lodged": "yes", "lodged_kind": "same"}, TODAY, {})
    assert [body.id for body in intake.header.bodies] == ["police"]
    assert intake.events[1].to == "police"
    two = read(LEAST | {"lodged": "yes", "lodged_kind": "police"}, TODAY, {})
    assert [body.id for body in two.header.bodies] == ["police", "police-2"]


def test_the_code_is_as_long_as_it_says() -> None:
    """The page asks for as many digits as a code has."""
    assert DIGITS == 16
