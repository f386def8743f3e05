"""Accounts, passwords, links, sessions, tokens: who comes in, and who does not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from argon2 import PasswordHasher
from sqlalchemy import Connection, select

from models.errors import PeopleError
from models.records import TellerRole
from store.opening import Store
from store.people import People, first_operator
from store.people.account import Account, MailChoice
from store.people.password_words import fault
from store.people.passwords import HASHER
from store.people.sessions import IDLE, LONGEST
from store.people.tables import accounts
from store.people.tokens import Scope

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PASSWORD = "four plums under snow"  # noqa: S105 (of nobody)
CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.fixture
def people(store: Store) -> People:
    """Those of a store, with passwords that are hashed in no time."""
    return People(store.database, store.keys, CHEAP)


async def _person(people: People, role: TellerRole = TellerRole.LAWYER, name: str = "Aigul Serikova") -> Account:
    made = await people.accounts.create(role, name=name, mail=f"{name.partition(' ')[0]}@Example.org", now=NOW)
    await people.invitations.accept(await people.invitations.make(made.id, NOW), PASSWORD, NOW)
    return await people.accounts.by_id(made.id)


async def test_an_account_is_found_by_its_address_and_named(people: People) -> None:
    """An address is found whatever its letter case; ids are opaque; another account cannot have it."""
    made = await _person(people)
    found = await people.accounts.find("  AIGUL@example.ORG ")
    assert found == made
    assert "aigul" not in made.id
    assert (await people.accounts.named(made.id)).name == "Aigul Serikova"
    assert await people.accounts.find("nobody@example.org") is None
    with pytest.raises(PeopleError) as refused:
        await people.accounts.create(TellerRole.AUDITOR, name="Other", mail="aigul@example.org", now=NOW)
    assert refused.value.code == "taken"


async def test_a_password_lets_in_only_its_own_enabled_account(people: People) -> None:
    """The right password of an enabled account lets in; a wrong one, an unknown name and a disabled account do not."""
    operator = await _person(people, TellerRole.OPERATOR, "Oleg Operator")
    made = await _person(people)
    assert await people.passwords.verify("aigul@example.org", PASSWORD) == made
    assert await people.passwords.verify("aigul@example.org", PASSWORD + " ") is None
    assert await people.passwords.verify("nobody@example.org", PASSWORD) is None
    await people.accounts.disable(made.id, NOW)
    assert await people.passwords.verify("aigul@example.org", PASSWORD) is None
    await people.accounts.enable(made.id, NOW)
    assert await people.passwords.verify("aigul@example.org", PASSWORD) == made
    assert operator.id != made.id


async def test_an_unknown_name_costs_the_same_work(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """For a name that nobody has, exactly as many hashes are checked as for one that exists."""
    await _person(people)
    checked: list[str] = []
    original = PasswordHasher.verify

    def counted(self: PasswordHasher, hash: str, password: str) -> bool:  # noqa: A002 (argon2's own name)
        checked.append(hash.split("$")[3])
        return original(self, hash, password)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    await people.passwords.verify("aigul@example.org", "wrong wrong wrong")
    known = len(checked)
    await people.passwords.verify("nobody@example.org", "wrong wrong wrong")
    assert (known, len(checked)) == (1, 2)
    assert checked[0] == checked[1]


async def test_a_hash_of_older_parameters_is_renewed(people: People, store: Store) -> None:
    """Who signs in with a hash of other parameters has one of today's afterwards."""
    await _person(people)
    stronger = People(store.database, store.keys, PasswordHasher(time_cost=2, memory_cost=64, parallelism=1))
    assert await stronger.passwords.verify("aigul@example.org", PASSWORD) is not None
    hashed = await store.database.read(
        lambda connection: connection.exec_driver_sql("SELECT password FROM accounts").scalar_one()
    )
    assert "t=2" in hashed


def test_the_parameters_are_those_of_the_standard() -> None:
    """Passwords are hashed with Argon2id, 64 MiB, three passes, four lanes."""
    assert HASHER.hash("x").startswith("$argon2id$v=19$m=65536,t=3,p=4$")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("elevenchars", "password_short"),
        ("passwordpassword", "password_common"),
        ("Password123456!", "password_common"),
        ("qwertyuiop1234567890", "password_common"),
        ("йцукенгшщзхъ", "password_common"),
        ("aaaaaaaaaaaaaaaa", "password_common"),
        ("abcabcabcabcabcabc", "password_common"),
        ("aigul serikova 1987", "password_common"),
        ("x" * 2000, "password_long"),
    ],
)
def test_a_password_that_would_be_guessed_is_refused(password: str, code: str) -> None:
    """Short, common, repeated ones and the person's own name are refused."""
    found = fault(password, ("Aigul Serikova", "as@example.org"))
    assert found is not None
    assert found[0] == code


def test_words_that_belong_together_for_one_person_are_taken() -> None:
    """A few words in a row are a good password, with a well-known word among them too."""
    for password in (PASSWORD, "my password is a long walk", "қызыл алма тау басында", "жёлтый чайник под окном"):
        assert fault(password, ("Aigul Serikova", "as@example.org")) is None


async def test_a_refused_password_leaves_the_link(people: People) -> None:
    """After a password was refused the same link still lets its person in."""
    made = await people.accounts.create(TellerRole.LAWYER, name="Aigul Serikova", mail="as@example.org", now=NOW)
    token = await people.invitations.make(made.id, NOW)
    with pytest.raises(PeopleError, match="at least 12"):
        await people.invitations.accept(token, "short", NOW)
    assert await people.invitations.find(token, NOW) is not None


async def test_a_link_works_once_and_for_three_days(people: People) -> None:
    """A link is gone when it was used, when a newer one was made, after 72 hours, and for a disabled account."""
    made = await people.accounts.create(TellerRole.LAWYER, name="A", mail="a@example.org", now=NOW)
    first = await people.invitations.make(made.id, NOW)
    second = await people.invitations.make(made.id, NOW)
    assert await people.invitations.find(first, NOW) is None
    assert await people.invitations.find(second, NOW + timedelta(hours=72)) is None
    await people.invitations.accept(second, PASSWORD, NOW + timedelta(hours=71))
    with pytest.raises(PeopleError, match="used already"):
        await people.invitations.accept(second, PASSWORD, NOW + timedelta(hours=71))
    third = await people.invitations.reset(made.id, NOW)
    await people.accounts.disable(made.id, NOW)
    assert await people.invitations.find(third, NOW) is None
    with pytest.raises(PeopleError, match="disabled"):
        await people.invitations.reset(made.id, NOW)


async def test_a_session_ends_idle_and_old(people: People) -> None:
    """A session holds while it is used, at most twelve hours, and never after half an hour without use."""
    made = await _person(people)
    token = await people.sessions.begin(made.id, NOW)
    assert await people.sessions.find(token, NOW + IDLE) is None
    at = NOW
    while at < NOW + LONGEST - timedelta(minutes=20):
        at += timedelta(minutes=20)
        found = await people.sessions.find(token, at)
        assert found is not None
        assert found.account.id == made.id
    assert await people.sessions.find(token, NOW + LONGEST) is None
    assert await people.sessions.find("guessed", NOW) is None


async def test_a_sign_in_halfway_is_no_session(people: People) -> None:
    """Before the second factor nothing opens; afterwards the token is another, and the older one is worth nothing."""
    made = await _person(people)
    waiting = await people.sessions.begin(made.id, NOW, entered=False)
    assert await people.sessions.find(waiting, NOW) is None
    entered = await people.sessions.enter(waiting, NOW)
    assert entered is not None
    assert entered != waiting
    assert await people.sessions.halfway(waiting, NOW) is None
    assert await people.sessions.enter(waiting, NOW) is None
    assert await people.sessions.find(entered, NOW) is not None
    late = await people.sessions.begin(made.id, NOW, entered=False)
    assert await people.sessions.enter(late, NOW + timedelta(minutes=10)) is None


async def test_proving_again_makes_a_session_fresh_under_another_token(people: People) -> None:
    """A session is fresh for ten minutes; renewed, it is so again under another token, and as old as before."""
    made = await _person(people)
    token = await people.sessions.begin(made.id, NOW)
    later = NOW + timedelta(minutes=15)
    stale = await people.sessions.find(token, later)
    assert stale is not None
    assert not stale.fresh(later)
    renewed = await people.sessions.renew(token, later)
    assert renewed is not None
    found = await people.sessions.find(renewed, later)
    assert found is not None
    assert found.fresh(later)
    assert found.begun_at == NOW
    assert found.csrf != stale.csrf
    assert await people.sessions.find(token, later) is None


async def test_a_change_of_role_password_or_standing_ends_sessions_and_tokens(people: People) -> None:
    """Whoever gets another role, password or is disabled is out everywhere, also with tokens."""
    await _person(people, TellerRole.OPERATOR, "Oleg Operator")
    made = await _person(people)

    async def out_after(change: Callable[[], Awaitable[None]]) -> bool:
        session = await people.sessions.begin(made.id, NOW)
        _, token = await people.tokens.make(made.id, "script", [Scope.READ], NOW, until=NOW + timedelta(days=1))
        assert await people.sessions.find(session, NOW) is not None
        assert await people.tokens.find(token, NOW) is not None
        await change()
        return await people.sessions.find(session, NOW) is None and await people.tokens.find(token, NOW) is None

    assert await out_after(lambda: people.accounts.set_role(made.id, TellerRole.AUDITOR, NOW))
    assert await out_after(lambda: people.passwords.change(made.id, "another plum in snow", NOW))
    assert await out_after(lambda: people.accounts.disable(made.id, NOW))


async def test_tokens_hold_until_their_end_and_until_they_are_revoked(people: People) -> None:
    """A token says what it may do, ends by itself within a year, and can be revoked by its owner only."""
    made, other = await _person(people), await _person(people, TellerRole.AUDITOR, "Bolat Other")
    end = NOW + timedelta(days=30)
    named, token = await people.tokens.make(made.id, "нightly copy", [Scope.READ, Scope.TELL], NOW, until=end)
    assert token.startswith("aryz_")
    found = await people.tokens.find(token, NOW)
    assert found is not None
    assert found.scopes == {Scope.READ, Scope.TELL}
    assert await people.tokens.find(token, end) is None
    assert not await people.tokens.revoke(other.id, named, NOW)
    assert await people.tokens.revoke(made.id, named, NOW)
    assert await people.tokens.find(token, NOW) is None
    assert [each.label for each in await people.tokens.of(made.id)] == ["нightly copy"]
    with pytest.raises(PeopleError, match="within a year"):
        await people.tokens.make(made.id, "x", [Scope.READ], NOW, until=NOW + timedelta(days=400))


async def test_the_last_operator_stays(people: People) -> None:
    """The only operator who can come in can neither be disabled nor given another role; one of two can."""
    first = await _person(people, TellerRole.OPERATOR, "Oleg Operator")
    await people.accounts.create(TellerRole.OPERATOR, name="Never Came", login="never", now=NOW)
    with pytest.raises(PeopleError, match="last operator"):
        await people.accounts.disable(first.id, NOW)
    with pytest.raises(PeopleError, match="last operator"):
        await people.accounts.set_role(first.id, TellerRole.LAWYER, NOW)
    await _person(people, TellerRole.OPERATOR, "Second Operator")
    await people.accounts.set_role(first.id, TellerRole.LAWYER, NOW)
    assert (await people.accounts.by_id(first.id)).role is TellerRole.LAWYER


async def test_the_first_start_makes_one_operator(people: People) -> None:
    """Asked again before anybody came in, the link is another and the account the same; afterwards there is none."""
    first = await first_operator(people, lambda: NOW)
    second = await first_operator(people, lambda: NOW)
    assert first is not None
    assert second is not None
    assert await people.invitations.find(first, NOW) is None
    assert len(await people.accounts.list()) == 1
    operator = await people.invitations.accept(second, PASSWORD, NOW)
    assert operator.role is TellerRole.OPERATOR
    assert await first_operator(people, lambda: NOW) is None


async def test_preferences_are_kept_and_checked(people: People) -> None:
    """Language, zone and mail are kept; a language or zone that does not exist is refused."""
    made = await _person(people)
    await people.accounts.prefer(made.id, language="kk", zone="Asia/Aqtobe", mail=MailChoice.DIGEST)
    kept = await people.accounts.by_id(made.id)
    assert (kept.language, kept.zone, kept.mail) == ("kk", "Asia/Aqtobe", MailChoice.DIGEST)
    for wrong in ({"language": "xx", "zone": "UTC"}, {"language": "en", "zone": "Mars/Base"}):
        with pytest.raises(PeopleError):
            await people.accounts.prefer(made.id, **wrong, mail=MailChoice.ALL)


def _bytes_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


async def test_nothing_personal_stands_in_the_database(people: People, store: Store, tmp_path: Path) -> None:
    """No name, address, sign-in name, label, query, secret, code, password or token stands in any file of the store."""
    made = await people.accounts.create(TellerRole.LAWYER, name="Canary Canarova", mail="canary@nest.example", now=NOW)
    link = await people.invitations.make(made.id, NOW)
    await people.invitations.accept(link, "canary plum meadows", NOW)
    session = await people.sessions.begin(made.id, NOW)
    _, token = await people.tokens.make(made.id, "canary label", [Scope.READ], NOW, until=NOW + timedelta(days=1))
    await people.filters.save(made.id, "canary board", "q=canary", NOW)
    secret = await people.second.enrol(made.id)
    codes = await people.second.confirm(made.id, pyotp.TOTP(secret).at(NOW), NOW)
    await people.throttle.hit("signin|canary.203.0.113.7", 5, 60, now=NOW)
    assert codes is not None
    if not store.database.engine.url.drivername.startswith("sqlite"):
        pytest.skip("the files of a server are not ours to read")
    data = _bytes_in(tmp_path)
    assert made.id.encode() in data
    for word in ("anary", "CANARY", "203.0.113.7", "nest.example", link, session, token, secret, *codes, codes[0][:9]):
        assert word.encode() not in data, word


async def test_a_forgotten_person_is_only_an_id(people: People, store: Store) -> None:
    """Of a disabled account everything personal is taken out; its address is free again; an enabled one is refused."""
    await _person(people, TellerRole.OPERATOR, "Oleg Operator")
    made = await _person(people)
    await people.filters.save(made.id, "mine", "q=x", NOW)
    with pytest.raises(PeopleError, match="disable it first"):
        await people.forgetting.forget(made.id, NOW)
    before = await store.database.read(lambda connection: _sealed(connection, made.id))
    await people.accounts.disable(made.id, NOW)
    await people.forgetting.forget(made.id, NOW)
    assert (await people.accounts.named(made.id)).name == made.id
    assert await people.passwords.verify("aigul@example.org", PASSWORD) is None
    assert await people.passwords.verify(made.id, PASSWORD) is None
    assert await people.filters.of(made.id) == ()
    assert await store.database.read(lambda connection: _sealed(connection, made.id)) != before
    assert (
        await people.accounts.create(TellerRole.LAWYER, name="New", mail="aigul@example.org", now=NOW)
    ).id != made.id


def _sealed(connection: Connection, id_: str) -> bytes:
    return bytes(connection.execute(select(accounts.c.sealed).where(accounts.c.id == id_)).scalar_one())


async def test_an_open_link_is_void_when_the_password_is_changed(people: People) -> None:
    """Whoever holds an older link cannot use it after the person has chosen a password."""
    made = await _person(people)
    token = await people.invitations.reset(made.id, NOW)
    await people.passwords.change(made.id, "another plum in snow", NOW)
    assert await people.invitations.find(token, NOW) is None
