"""The page of the victim's code: what it says, what it never says, and that guessing leads nowhere."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable

import pytest

from languages import translator
from store.opening import Store
from tests.store.telling import append, chain
from tests.web.visiting import Visit
from web.house import House
from web.pages import receipt
from web.pages.receipt import BY_ADDRESS, PHASES

AT = "2026-11-23T10:00:00.000000Z"
CODE = re.compile(r'id="code">(\d{4} \d{4} \d{4} \d{4})<')


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipt, "TAKES", 0.05)


@pytest.fixture
async def code(store: Store) -> str:
    """The code of a case with a lawyer, an authority and a region."""
    said = {"lawyer": "u-lawyer", "region": "KZ-39", "phase": "appeal", "state": "pending"}
    await store.ledger.append([append(*chain("kz-39-2026-001", 1), **said)])
    return await store.receipts.new("kz-39-2026-001", AT)


async def test_only_what_is_safe_is_said(visit: Visit, code: str) -> None:
    """That it is followed, how far, in which month it changed; no reference, place, authority or lawyer."""
    page = (await visit.post("/receipt", {"code": f" {code[:4]} {code[4:]}"})).text
    assert "A decision of the authorities is being challenged." in page
    assert "November 2026" in page
    assert "You need do nothing now." in page
    for secret in ("kz-39", "KZ-39", "Kostanay", "u-lawyer", "pending", "23", code, code[:4]):
        assert secret not in page.replace("/static/", "").split("<main")[1]
    assert page.count("<a ") == page.count("data-leaves") + 1


async def test_the_person_is_asked_to_get_in_touch(visit: Visit, visitor: Callable[..., Visit], code: str) -> None:
    """A coordinator asks for it on the page of the case; a lawyer or auditor cannot, and nobody for a case unseen."""
    coordinator, lawyer = visitor(), visitor()
    await coordinator.sign_in("coordinator")
    await lawyer.sign_in("lawyer")
    assert (await lawyer.post("/cases/kz-39-2026-001/receipt", {"what": "ask"})).status_code == 403
    assert (await coordinator.post("/cases/kz-39-2026-999/receipt", {"what": "new"})).status_code == 404
    await coordinator.post("/cases/kz-39-2026-001/receipt", {"what": "ask"})
    assert "get in touch with us" in (await visit.post("/receipt", {"code": code})).text
    assert "is asked to get in touch with you" in (await coordinator.get("/cases/kz-39-2026-001/receipt")).text
    await coordinator.post("/cases/kz-39-2026-001/receipt", {"what": "rest"})
    assert "get in touch with us" not in (await visit.post("/receipt", {"code": code})).text


async def test_a_new_code_voids_the_older(visit: Visit, visitor: Callable[..., Visit], code: str) -> None:
    """Made anew it is shown once and the older one opens nothing; voided, none does."""
    coordinator = visitor()
    await coordinator.sign_in("coordinator")
    made = await coordinator.post("/cases/kz-39-2026-001/receipt", {"what": "new"})
    newer = CODE.findall(made.text)
    assert made.headers["cache-control"] == "no-store"
    assert "Nothing is found" in (await visit.post("/receipt", {"code": code})).text
    assert "being followed" in (await visit.post("/receipt", {"code": newer[0]})).text
    assert not CODE.findall((await coordinator.get("/cases/kz-39-2026-001/receipt")).text)
    await coordinator.post("/cases/kz-39-2026-001/receipt", {"what": "void"})
    assert "Nothing is found" in (await visit.post("/receipt", {"code": newer[0]})).text


async def test_every_wrong_code_is_answered_alike(visit: Visit, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is wrong with it, the page is the same to the letter and takes as long as one with a right code."""
    monkeypatch.setattr(receipt, "TAKES", 0.3)
    wrong = ["", "1", "<b>x</b>", code[:-1] + str(9 - int(code[-1])), "9" * 40, "kz-39-2026-001"]
    answers, times = [], []
    for one in [*wrong, code]:
        began = time.perf_counter()
        answers.append(await visit.post("/receipt", {"code": one}))
        times.append(time.perf_counter() - began)
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers[:-1]}) == 1
    assert answers[-1].text != answers[0].text
    assert min(times) >= 0.3
    assert answers[0].headers["cache-control"] == "no-store"
    assert answers[0].headers.keys() == answers[-1].headers.keys()


async def test_guessing_is_stopped(visit: Visit, code: str, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """After some tries an address must wait, even with the right code; and so must all where too many try at once."""
    for number in range(BY_ADDRESS):
        assert (await visit.post("/receipt", {"code": f"{number:016}"})).status_code == 200
    stopped = await visit.post("/receipt", {"code": code})
    assert stopped.status_code == 429
    assert int(stopped.headers["retry-after"]) > 0
    assert "Too many tries" in stopped.text
    assert "being followed" not in stopped.text
    await house.people.throttle.clear("receipt|from|127.0.0.1")
    monkeypatch.setattr(receipt, "IN_ALL", 3)
    assert (await visit.post("/receipt", {"code": code})).status_code == 429


async def test_it_leaves_no_trace(visit: Visit, code: str, caplog: pytest.LogCaptureFixture) -> None:
    """Neither the code nor the case is in a log; nothing from elsewhere is loaded, and the way out is there."""
    with caplog.at_level(logging.INFO):
        page = (await visit.post("/receipt", {"code": code})).text
    for secret in (code, code[:8], "kz-39-2026-001"):
        assert secret not in caplog.text
    assert "data-leaves>" in page
    assert "<title>Receipt</title>" in page
    assert "torture" not in page.lower()
    assert re.findall(r'(?:src|href)="(?!/|data:)([^"]*)"', page) == ["https://www.wikipedia.org/"]


async def test_a_case_that_was_erased_is_not_there(visit: Visit, code: str, store: Store) -> None:
    """Once what was told is taken out, the code opens nothing."""
    await store.histories.erase("kz-39-2026-001")
    assert "Nothing is found" in (await visit.post("/receipt", {"code": code})).text


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
async def test_it_speaks_every_language(visitor: Callable[..., Visit], code: str, language: str) -> None:
    """The page comes in the language of the browser."""
    page = (await visitor(language).post("/receipt", {"code": code})).text
    assert f'<html lang="{language}">' in page
    assert translator(language).text(PHASES["appeal"]) in page
