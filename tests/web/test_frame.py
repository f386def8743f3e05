"""The frame that every page stands in: health, languages, errors, and who may come at all."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest
from fastapi import FastAPI

from tests.web.visiting import ORIGIN, Visit
from web.addresses import back
from web.app import create_app
from web.headers import BODY_LIMIT
from web.house import House
from web.rights import RIGHTS


async def test_it_lives_and_is_ready(visit: Visit) -> None:
    """A machine that asks hears that the process lives, and that database and Temporal server answer."""
    assert (await visit.get("/healthz")).text == "ok\n"
    ready = await visit.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"ready": True, "database": True, "temporal": True})


async def test_metrics_are_for_this_machine(house: House) -> None:
    """Through a proxy nobody reads them without the token; with it anybody does."""
    visit = Visit(create_app(replace(house, settings=replace(house.settings, metrics_token="m" * 16))), house)
    assert "aryz_requests_total" in (await visit.get("/metrics")).text
    elsewhere = {"x-forwarded-for": "203.0.113.9"}
    assert (await visit.get("/metrics", headers=elsewhere)).status_code == 403
    assert (await visit.get("/metrics", headers=elsewhere | {"authorization": f"Bearer {'x' * 16}"})).status_code == 403
    assert (await visit.get("/metrics", headers=elsewhere | {"authorization": f"Bearer {'m' * 16}"})).status_code == 200
    await visit.close()


async def test_a_language_is_chosen_in_the_browser(visit: Visit) -> None:
    """The choice is kept by this browser, and only for a language that there is; nothing leads to a foreign page."""
    chosen = await visit.post("/language", {"language": "kk", "next": "//evil.example/"})
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/")
    assert (await visit.get("/no-such-page")).headers["content-language"] == "kk"
    await visit.post("/language", {"language": "xx"})
    assert (await visit.get("/no-such-page")).headers["content-language"] == "kk"


async def test_a_form_from_elsewhere_is_refused(visit: Visit) -> None:
    """Another origin, or none, is told that the form could not be trusted."""
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}, {}):
        answer = await visit.client.post("/language", data={"language": "ru"}, headers=headers)
        assert answer.status_code == 403
    same = await visit.client.post("/language", data={"language": "ru"}, headers={"sec-fetch-site": "same-origin"})
    assert same.status_code == 303


async def test_a_stranger_s_name_for_this_host_is_refused(visit: Visit) -> None:
    """A page elsewhere cannot read ours by giving its own name to our address."""
    assert (await visit.get("/healthz", headers={"host": "evil.example"})).status_code == 400


async def test_what_is_too_large_is_refused(visit: Visit) -> None:
    """With a length or without one, a body beyond the limit is not read to its end."""

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b"a=" + b"x" * 65535 + b"&"

    form = {"origin": ORIGIN, "content-type": "application/x-www-form-urlencoded"}
    said = await visit.client.post("/language", content=b"x" * (BODY_LIMIT + 1), headers={"origin": ORIGIN})
    assert said.status_code == 413
    streamed = await visit.client.post("/language", content=endless(), headers=form)
    assert streamed.status_code == 413
    assert "default-src" in streamed.headers["content-security-policy"]


async def test_a_fault_of_ours_tells_nobody_what_was_typed(
    app: FastAPI, visit: Visit, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The answer has the headers of every page, the log names the place; neither has the words of the error."""

    async def fails(_: object) -> object:
        raise ValueError("Sauran Testname")

    monkeypatch.setattr("web.health.readiness", fails)
    with caplog.at_level(logging.INFO):
        answer = await visit.get("/readyz")
    assert answer.status_code == 500
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "ValueError" in caplog.text
    assert "Sauran" not in answer.text + caplog.text
    assert app.state.house


async def test_even_an_error_page_that_fails_is_an_answer(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the template of the error page itself is broken, the words alone go out, with the headers."""

    def broken(*_: object, **__: object) -> object:
        raise LookupError("no template")

    monkeypatch.setattr("web.faults.page", broken)
    answer = await visit.get("/nothing-here")
    assert (answer.status_code, answer.text) == (404, "There is no such page\n")
    assert answer.headers["x-frame-options"] == "DENY"


def test_a_route_without_a_right_is_no_application(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who adds a route must say who may use it."""
    monkeypatch.delitem(RIGHTS, "readyz")
    with pytest.raises(LookupError, match=r"without a row in web/rights\.py: readyz"):
        create_app(house)


@pytest.mark.parametrize(
    ("given", "gone_to"),
    [("/cases?x=1", "/cases?x=1"), ("//evil", "/"), ("/\\evil", "/"), ("https://evil", "/"), ("", "/"), (None, "/")],
)
def test_only_pages_of_ours_are_gone_to(given: str | None, gone_to: str) -> None:
    """What names another place is not followed."""
    assert back(given) == gone_to


async def test_who_asks_is_spoken_to_in_their_language(visitor: Callable[..., Visit]) -> None:
    """Before anybody is signed in, the browser's own wish counts."""
    for language in ("en", "ru", "kk"):
        assert f'<html lang="{language}">' in (await visitor(language).get("/nothing-here")).text


@pytest.mark.parametrize("named", ["punycode", '"unicode_escape"', "UTF-7"])
async def test_a_form_in_other_letters_is_not_read(visit: Visit, named: str) -> None:
    """A codec that the sender names could take minutes: the form is refused unread. UTF-8 is read."""
    body = b'--x\r\nContent-Disposition: form-data; name="language"\r\n\r\nru\r\n--x--\r\n'
    kind = "multipart/form-data; boundary=x; charset="
    headers = {"origin": ORIGIN, "content-type": kind + named}
    assert (await visit.client.post("/language", content=body, headers=headers)).status_code == 415
    headers["content-type"] = kind + "utf-8"
    assert (await visit.client.post("/language", content=body, headers=headers)).status_code == 303
