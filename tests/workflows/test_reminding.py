"""Mail: each rung once, missed ones folded, nothing lost or doubled where the server fails, and no name in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from activities.mailing import Mailing
from activities.outward import Outward, Postbox
from activities.posting import Post, Unreachable, written
from models.errors import ServerError
from models.notices import Sent
from reports.digest import Letter
from store.notices.mails import Outcome
from store.opening import Store
from store.people.account import MailChoice
from tests.workflows.posting import NAME, Box, Server, case, person

ENDS = "2026-11-30T19:00:00.000000Z"
"""The end of 30 November in Almaty."""
SUNDAY = datetime(2026, 11, 22, 3, 5, tzinfo=UTC)
MONDAY = SUNDAY + timedelta(days=1)


class Clock:
    """A clock that the test sets."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        """The moment."""
        return self.moment


@pytest.fixture
def box() -> Box:
    """What the mail server takes."""
    return Box()


@pytest.fixture
def server(box: Box) -> Iterator[Server]:
    """A mail server on loopback."""
    running = Server(box)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def clock() -> Clock:
    """A Sunday on which no digest is sent, eight days before the end."""
    return Clock(SUNDAY)


@pytest.fixture
def mailing(store: Store, server: Server, clock: Clock) -> Mailing:
    """The activity, by the test's clock."""
    return Mailing(store, server.outward, clock)


async def test_each_rung_comes_once_and_missed_ones_as_one(
    mailing: Mailing, store: Store, box: Box, clock: Clock
) -> None:
    """A lawyer gets one mail a rung however often the round is run; after an outage one mail stands for several."""
    lawyer = await person(store, "lawyer", "counsel")
    await store.people.accounts.prefer(lawyer.id, language="en", zone="Asia/Almaty", mail=MailChoice.REMINDERS)
    await case(store, "abaev", ENDS, lawyer.id)

    assert await mailing.send_notices() == Sent(sent=1)
    assert await mailing.send_notices() == Sent()
    clock.moment = datetime(2026, 11, 23, 2, 59, tzinfo=UTC)
    assert await mailing.send_notices() == Sent()
    clock.moment = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    assert await mailing.send_notices() == Sent(sent=1)
    clock.moment = datetime(2026, 12, 2, 3, 0, tzinfo=UTC)
    assert await mailing.send_notices() == Sent(sent=1)
    assert await mailing.send_notices() == Sent()

    assert [one["Subject"].strip() for one in box.taken] == [
        *["Aryz: a term in case abaev: ends on Monday 30 November 2026"] * 2,
        "Aryz: a term in case abaev: ended on 30 November 2026 without an answer",
    ]
    assert {one["To"] for one in box.taken} == {"counsel@example.org"}
    assert len({one["Message-ID"] for one in box.taken}) == 3
    assert set((await store.notices.mails.outcomes()).values()) == {Outcome.SENT}


async def test_who_is_told(mailing: Mailing, store: Store, box: Box, clock: Clock) -> None:
    """Coordinators are told of cases without a lawyer at once, of others three days late, of sealed ones never."""
    lawyer, chief = await person(store, "lawyer", "counsel"), await person(store, "coordinator", "chief")
    for one in (lawyer, chief, await person(store, "auditor", "donor"), await person(store, "operator", "admin")):
        await store.people.accounts.prefer(one.id, language="en", zone="Asia/Almaty", mail=MailChoice.REMINDERS)
    await case(store, "abaev", ENDS, lawyer.id)
    await case(store, "boboev", ENDS)
    await case(store, "sealed", ENDS)
    await store.people.seals.seal("sealed", "u-other", [], SUNDAY)

    await mailing.send_notices()
    assert {one["To"]: "boboev" in one.get_content() for one in box.taken} == {
        "counsel@example.org": False,
        "chief@example.org": True,
    }
    clock.moment = datetime(2026, 12, 3, 3, 0, tzinfo=UTC)
    box.taken.clear()
    await mailing.send_notices()
    late = next(one for one in box.taken if one["To"] == "chief@example.org")
    assert late["Subject"] == "Aryz: 2 terms to look at"
    assert "sealed" not in box.said()
    assert NAME not in box.said()
    assert "south-police" not in box.said()


async def test_a_digest_each_working_morning(mailing: Mailing, store: Store, box: Box, clock: Clock) -> None:
    """From eight on a working day, once, in the person's language: overdue, due, forgotten; not on Sunday."""
    chief = await person(store, "coordinator", "chief", "ru")
    await store.people.accounts.prefer(chief.id, language="ru", zone="Asia/Almaty", mail=MailChoice.DIGEST)
    await case(store, "abaev", "2026-11-10T19:00:00.000000Z")
    await case(store, "boboev", "2026-11-27T19:00:00.000000Z")
    await case(store, "forgotten-one", "")

    assert await mailing.send_notices() == Sent()
    for moment in (MONDAY - timedelta(minutes=6), MONDAY, MONDAY + timedelta(minutes=15), MONDAY + timedelta(days=1)):
        clock.moment = moment
        await mailing.send_notices()
    assert len(box.taken) == 2
    said = box.taken[0].get_content()
    assert all(name in said for name in ("abaev", "boboev", "forgotten-one"))
    clock.moment = datetime(2026, 12, 16, 3, 5, tzinfo=UTC)  # Independence Day
    await mailing.send_notices()
    assert len(box.taken) == 2


async def test_an_empty_morning_is_silent(mailing: Mailing, store: Store, box: Box, clock: Clock) -> None:
    """Where there is nothing to say no mail is sent, and what comes at noon waits for the next morning."""
    await person(store, "coordinator", "chief")
    clock.moment = MONDAY
    await mailing.send_notices()
    await case(store, "later", "")
    await mailing.send_notices()
    assert box.taken == []
    clock.moment = MONDAY + timedelta(days=1)
    await mailing.send_notices()
    assert len(box.taken) == 1


async def test_a_server_that_is_away(store: Store, box: Box, clock: Clock) -> None:
    """While the server is away the round fails and claims nothing; when it is back one mail says it all."""
    lawyer = await person(store, "lawyer", "counsel")
    await case(store, "abaev", ENDS, lawyer.id)
    with pytest.raises(ApplicationError, match="mail server") as failed:
        await Mailing(store, Outward("", "smtp://user:geheim@127.0.0.1:1", "aryz@example.org"), clock).send_notices()
    assert failed.value.type == "MailUnavailable"
    assert "geheim" not in str(failed.value)
    assert await store.notices.mails.outcomes() == {}

    running = Server(box)
    running.start()
    assert await Mailing(store, running.outward, clock).send_notices() == Sent(sent=1)
    running.stop()


async def test_a_box_that_is_full_and_one_that_is_not_there(
    mailing: Mailing, store: Store, box: Box, clock: Clock
) -> None:
    """`Not now` is tried again and goes out once; `never` is remembered and not tried again; others get theirs."""
    for name in ("full", "gone", "well"):
        lawyer = await person(store, "lawyer", name)
        await case(store, f"case-{name}", ENDS, lawyer.id)
    answers = {"full@example.org": "452 later", "gone@example.org": "550 no such box"}
    box.answer = lambda address: answers.get(address, "250 OK")

    with pytest.raises(ApplicationError, match="1 mails were not taken yet"):
        await mailing.send_notices()
    assert [one["To"] for one in box.taken] == ["well@example.org"]
    assert sorted((await store.notices.mails.outcomes()).values()) == ["refused", "sent"]
    del answers["full@example.org"]
    assert await mailing.send_notices() == Sent(sent=1)
    assert await mailing.send_notices() == Sent()
    clock.moment += timedelta(hours=1)
    assert await mailing.send_notices() == Sent()


async def test_an_answer_that_was_lost(mailing: Mailing, store: Store, box: Box, clock: Clock) -> None:
    """A mail whose answer was lost is sent again, under the same id, and after the answer never again."""
    lawyer = await person(store, "lawyer", "counsel")
    await store.people.accounts.prefer(lawyer.id, language="en", zone="Asia/Almaty", mail=MailChoice.REMINDERS)
    await case(store, "abaev", ENDS, lawyer.id)
    box.falls = 1

    with pytest.raises(ApplicationError):
        await mailing.send_notices()
    assert await mailing.send_notices() == Sent()
    clock.moment += timedelta(minutes=16)
    assert await mailing.send_notices() == Sent(sent=1)
    clock.moment += timedelta(minutes=16)
    assert await mailing.send_notices() == Sent()
    assert len(box.taken) == 2
    assert len({one["Message-ID"] for one in box.taken}) == 1


async def test_what_was_answered_meanwhile_is_not_told(mailing: Mailing, store: Store, box: Box, clock: Clock) -> None:
    """A mail that got lost is not sent again when its term has been met since."""
    lawyer = await person(store, "lawyer", "counsel")
    await case(store, "abaev", ENDS, lawyer.id)
    box.falls = 1
    with pytest.raises(ApplicationError):
        await mailing.send_notices()
    await store.database.write(lambda connection: connection.exec_driver_sql("DELETE FROM duties"))
    clock.moment += timedelta(minutes=16)
    assert await mailing.send_notices() == Sent()
    assert list((await store.notices.mails.outcomes()).values()) == [Outcome.NEEDLESS]


async def test_a_program_that_was_given_up(mailing: Mailing, store: Store, box: Box) -> None:
    """The owner of a hook that was disabled gets one mail, which names neither its address nor its secret."""
    chief = await person(store, "coordinator", "chief")
    hook = await store.notices.hooks.add(chief.id, "https://example.org/in?key=geheim", ["*"], SUNDAY)
    gone = await store.notices.hooks.add("u-gone", "https://example.org/", ["*"], SUNDAY)
    well = await store.notices.hooks.add(chief.id, "https://example.org/", ["*"], SUNDAY)
    for one in (hook, gone):
        await store.notices.hooks.fail(one.id, "the program answers 500", SUNDAY)
    for one in (hook, gone, well):
        await store.notices.hooks.disable(one.id, SUNDAY)

    assert await mailing.send_notices() == Sent(sent=1)
    assert await mailing.send_notices() == Sent()
    assert hook.id in box.said()
    assert "has not answered for 5 days" in " ".join(box.said().split())
    assert "geheim" not in box.said()


async def test_nobody_is_told_without_a_server(store: Store, clock: Clock) -> None:
    """Without settings nothing is claimed; settings that name no server are refused without repeating them."""
    lawyer = await person(store, "lawyer", "counsel")
    await case(store, "abaev", ENDS, lawyer.id)
    assert await Mailing(store, Outward(), clock).send_notices() == Sent()
    assert await store.notices.mails.outcomes() == {}
    for url, sender in (("http://u:geheim@host", "a@b"), ("smtp://u:geheim@host:x", "a@b"), ("smtp://host", None)):
        with pytest.raises(ServerError) as refused:
            Outward("", url, sender).postbox()
        assert "geheim" not in str(refused.value)


@pytest.mark.parametrize("how", [{"starttls": True}, {"tls": True, "starttls": False}])
async def test_nothing_is_said_in_the_clear(server: Server, box: Box, how: dict[str, bool]) -> None:
    """A server that was to speak TLS and does not gets neither password nor mail."""
    letter = written(Letter("x", "x"), "m1", "a@example.org", plain := Postbox("x", 1, "aryz@example.org"), SUNDAY)
    asked: dict[str, Any] = {"user": "aryz", "password": "geheim", **how}
    wanted = replace(plain, host="127.0.0.1", port=server.port, **asked)
    post = Post(wanted, patience=2)
    with pytest.raises(Unreachable):
        await post.send(letter, "a@example.org")
    await post.close()
    assert box.taken == []


def test_only_this_machine_is_spoken_to_in_the_clear() -> None:
    """STARTTLS is required of every server but one on loopback; `smtps` speaks TLS from the beginning."""
    boxes = {
        url: Outward("", url, "aryz@example.org").postbox()
        for url in ("smtp://mail.example.org", "smtps://u:p%40@mail.example.org", "smtp://127.0.0.1:25", "smtp://[::1]")
    }
    told = [(box.port, box.tls, box.starttls) for box in boxes.values() if box is not None]
    assert told == [(587, False, True), (465, True, False), (25, False, False), (587, False, False)]
    assert "p@" not in repr(boxes)
