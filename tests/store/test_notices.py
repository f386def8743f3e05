"""Notices in the store: secrets shown once, rungs claimed once, hooks that remember how far they have been told."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from models.notices import Rung
from store.notices.mails import MailKind, Outcome
from store.notices.requests import Answered, Other, Running
from store.opening import Store
from tests.store.telling import append, chain, due

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
LATER = NOW + timedelta(minutes=2)
RUNG = Rung("abaev", "cpc-105-2-prosecutor-terms", "general", "e03", "2026-11-30T19:00:00.000000Z", "7d")


async def everything(store: Store) -> str:
    """All that the tables of notices hold, as text."""
    tables = ("feeds", "mails", "rungs", "hooks", "requests")
    said = await store.database.read(
        lambda connection: [connection.execute(text(f"SELECT * FROM {name}")).all() for name in tables]  # noqa: S608
    )
    return repr(said)


async def test_an_address_is_shown_once_renewed_and_revoked(store: Store) -> None:
    """A feed's secret opens its account's calendar until it is renewed or revoked, and stands nowhere in clear."""
    feeds = store.notices.feeds
    first = await feeds.renew("u1", NOW)
    assert (await feeds.whose(first), len(first)) == ("u1", 43)
    assert first not in await everything(store)
    second = await feeds.renew("u1", LATER)
    assert (await feeds.whose(first), await feeds.whose(second)) == (None, "u1")
    assert await feeds.since("u1") == "2026-11-23T08:02:00.000000Z"
    assert await feeds.revoke("u1")
    assert not await feeds.revoke("u1")
    assert (await feeds.whose(second), await feeds.since("u1")) == (None, None)


async def test_a_rung_is_claimed_once(store: Store) -> None:
    """Of two processes that send the same rung to one person, one gets it; another person has a rung of their own."""
    mails = store.notices.mails
    other = RUNG._replace(name="3d")
    both = await asyncio.gather(
        mails.claim("m1", "u1", MailKind.REMINDER, NOW, [RUNG]),
        mails.claim("m2", "u1", MailKind.REMINDER, NOW, [RUNG, other]),
    )
    assert sorted(len(rungs or ()) for rungs in both) in ([0, 2], [1, 1])
    assert await mails.known("u1", NOW) == {RUNG, other}
    assert await mails.claim("m3", "u2", MailKind.REMINDER, NOW, [RUNG]) == (RUNG,)
    assert await mails.known("u1", NOW + timedelta(days=30)) == frozenset()


async def test_a_mail_is_begun_once(store: Store) -> None:
    """A digest of a day is begun once; what is released can be begun again, what was sent cannot."""
    mails = store.notices.mails
    assert await mails.claim("digest/u1/2026-11-23", "u1", MailKind.DIGEST, NOW) == ()
    assert await mails.claim("digest/u1/2026-11-23", "u1", MailKind.DIGEST, NOW) is None
    await mails.release("digest/u1/2026-11-23")
    assert await mails.claim("digest/u1/2026-11-23", "u1", MailKind.DIGEST, NOW) == ()
    await mails.mark("digest/u1/2026-11-23", Outcome.SENT)
    assert await mails.outcomes("u1") == {"digest/u1/2026-11-23": Outcome.SENT}
    assert await mails.stale(LATER) == ()


async def test_a_mail_that_nobody_marked_is_taken_over_once(store: Store) -> None:
    """After a crash between sending and marking, one process sends the same rungs again, under the same id."""
    mails = store.notices.mails
    await mails.claim("m1", "u1", MailKind.REMINDER, NOW, [RUNG])
    assert await mails.stale(NOW) == ()
    (left,) = await mails.stale(LATER)
    taken = await asyncio.gather(mails.take_over(left, LATER), mails.take_over(left, LATER))
    assert sorted(taken, key=repr) == [(RUNG,), None]
    await mails.release("m1")
    assert await mails.known("u1", NOW) == frozenset()


async def test_hooks_are_sealed_and_move_on(store: Store) -> None:
    """Address and secret stand nowhere in clear; a hook is behind when records come, and not when it was told."""
    hooks = store.notices.hooks
    await store.ledger.append([append(*chain("abaev", 2))])
    hook = await hooks.add("u1", "https://example.org/in?key=geheim", ["told", "erased"], NOW)
    assert (hook.position, hook.wants("told"), hook.wants("judged")) == (2, True, False)
    assert await hooks.find(hook.id) == hook
    said = await everything(store)
    assert "geheim" not in said
    assert hook.secret not in said
    assert hook.secret not in repr(hook)
    assert await hooks.behind(failing=True) == ()
    await store.ledger.append([append(*chain("boboev", 3))])
    assert await hooks.behind(failing=False) == (hook.id,)

    await hooks.fail(hook.id, "500", NOW)
    await hooks.fail(hook.id, "503", LATER)
    found = await hooks.find(hook.id)
    assert found is not None
    assert (found.failing_since, found.failure) == ("2026-11-23T08:00:00.000000Z", "503")
    assert (await hooks.behind(failing=False), await hooks.behind(failing=True)) == ((), (hook.id,))

    await hooks.move(hook.id, 5)
    found = await hooks.find(hook.id)
    assert found is not None
    assert (found.failing_since, found.failure, found.position) == (None, None, 5)
    await hooks.disable(hook.id, LATER)
    assert await hooks.given_up() == ()
    await hooks.fail(hook.id, "503", LATER)
    (given,) = await hooks.given_up()
    assert (given.id, given.enabled) == (hook.id, False)
    assert await hooks.all("u2") == ()
    assert await hooks.remove(hook.id)
    assert await hooks.all() == ()


async def test_a_request_is_done_once(store: Store) -> None:
    """A repeated request gets its first answer, one that runs is not done again, and a lost one may be."""
    requests = store.notices.requests
    assert await requests.begin("u1", "k", "f", NOW) is None
    assert isinstance(await requests.begin("u1", "k", "f", NOW), Running)
    assert await requests.begin("u1", "k", "f", NOW + timedelta(minutes=3)) is None
    await requests.end("u1", "k", Answered(201, b'{"secret":"geheim"}'))
    assert await requests.begin("u1", "k", "f", LATER) == Answered(201, b'{"secret":"geheim"}')
    assert isinstance(await requests.begin("u1", "k", "g", LATER), Other)
    assert await requests.begin("u2", "k", "f", LATER) is None
    assert "geheim" not in await everything(store)
    assert await requests.begin("u1", "k", "f", NOW + timedelta(days=2)) is None
    await requests.forget("u2", "k")
    assert await requests.begin("u2", "k", "f", LATER) is None


async def test_what_runs_in_many_cases(store: Store) -> None:
    """Terms come by their ends, of one lawyer or all, in a window, the latest first if asked; forgotten cases apart."""
    running = store.notices.running
    first, last = "2026-11-24T19:00:00.000000Z", "2026-11-30T19:00:00.000000Z"
    await store.ledger.append(
        [
            append(*chain("abaev", 2), lawyer="u1", duties=(due(last), due(first, anchor="e02", own=True))),
            append(*chain("boboev", 1), duties=(due(first),)),
            append(*chain("none-due", 1), lawyer="u1"),
        ]
    )
    everything_ = await running.terms()
    assert [(one.reference, one.due_at, one.own) for one in everything_] == [
        ("abaev", first, True),
        ("boboev", first, False),
        ("abaev", last, False),
    ]
    assert everything_[0].updated_at == (await store.ledger.entries("abaev"))[-1].record.recorded_at
    assert [one.lawyer for one in await running.terms(since=first, until=last)] == ["u1", None]
    assert [one.due_at for one in await running.terms(lawyer="u1", at_most=1, backwards=True)] == [last]
    at = "2026-11-23T10:00:00.000000Z"
    assert await running.forgotten(at) == await running.forgotten(at, "u1") == ("none-due",)
    assert (await running.forgotten(at, "u2"), await running.held("u1")) == ((), 2)

    await store.notices.mails.claim("m1", "u1", MailKind.REMINDER, NOW, [RUNG])
    await store.notices.mails.forget("abaev")
    assert await store.notices.mails.known("u1", NOW) == frozenset()
