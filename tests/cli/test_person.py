"""`aryz person`: accounts without a browser; a link is printed once, and nothing personal stands in the store."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli import failing
from store.keys.opening import Place
from store.making import make_store
from store.opening import database_url, open_store
from tests.cli.command import inside


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A data folder with a store and its keys."""
    data = tmp_path / "data"
    asyncio.run(make_store(database_url(data), Place(data / "keys", environment={}), "tests.example.org"))
    return data


def test_an_account_is_made_and_its_link_printed_once(made: Path) -> None:
    """The link is an address of the pages; the list shows who was invited; the name is sealed in the store."""
    said = inside(
        made, "person", "add", "--role", "lawyer", "--name", "Canary Canarova", "--email", "canary@nest.example"
    )
    assert said.status == 0
    link = re.search(r"^http://127\.0\.0\.1:9233/invited/([\w-]{43})$", said.out, re.MULTILINE)
    assert link is not None
    (listed,) = inside(made, "person", "list", "--json").json
    assert (listed["name"], listed["mail"], listed["standing"]) == ("Canary Canarova", "canary@nest.example", "invited")
    assert listed["account"] in said.out
    assert "Canary" in inside(made, "person", "list").out
    data = b"".join(file.read_bytes() for file in made.rglob("*") if file.is_file())
    for word in ("anary", "nest.example", link[1]):
        assert word.encode() not in data


def test_a_reset_prints_another_link(made: Path) -> None:
    """Each link is another; an account that does not exist, or is disabled, gets none, and an id is needed."""
    inside(made, "person", "add", "--role", "auditor", "--name", "Bolat")
    account = inside(made, "person", "list", "--json").json[0]["account"]
    links = [inside(made, "person", "reset", account, *more).out.split()[-1] for more in ((), ("--second-factor",))]
    assert links[0] != links[1]
    assert inside(made, "person", "disable", account).status == 0
    assert inside(made, "person", "list", "--json").json[0]["standing"] == "disabled"
    refused = inside(made, "person", "reset", account)
    assert refused.status == failing.FAILED
    assert "disabled" in refused.line
    assert "invited/" not in refused.out
    assert inside(made, "person", "enable", account).status == 0
    assert inside(made, "person", "enable", "u-nobody").status == failing.FAILED


def test_what_cannot_be_an_account_is_refused(made: Path) -> None:
    """A role that no person has, an address that is none, and a name taken twice are told in one line."""
    assert inside(made, "person", "add", "--role", "king", "--name", "A").status == failing.USAGE
    assert inside(made, "person", "add", "--role", "system", "--name", "A").status == failing.FAILED
    assert "e-mail" in inside(made, "person", "add", "--role", "lawyer", "--name", "A", "--email", "no address").line
    assert inside(made, "person", "add", "--role", "lawyer", "--name", "A").status == 0
    assert "signs in with this" in inside(made, "person", "add", "--role", "lawyer", "--name", "a").line


def test_somebody_is_let_see_a_sealed_case_whose_people_have_left(made: Path) -> None:
    """Put on the list at the command line, an account may see a sealed case; one that is not sealed stays as it is."""
    inside(made, "person", "add", "--role", "coordinator", "--name", "Bolat")
    account = inside(made, "person", "list", "--json").json[0]["account"]

    async def allowed() -> bool:
        async with await open_store(database_url(made), keys=Place(made / "keys", environment={})) as store:
            await store.people.seals.seal("quiet-one", "u-gone", [], datetime.now(UTC))
            await store.people.seals.seal("quiet-one", "u-gone", [], datetime.now(UTC))
            return await store.people.seals.allows("quiet-one", account)

    assert "not sealed" in inside(made, "person", "admit", account, "quiet-one").out
    assert not asyncio.run(allowed())
    assert "may see" in inside(made, "person", "admit", account, "quiet-one").out

    async def seen() -> tuple[bool, list[str]]:
        async with await open_store(database_url(made), keys=Place(made / "keys", environment={})) as store:
            rows = await store.people.accesses.list(reference="quiet-one")
            return await store.people.seals.allows("quiet-one", account), [row.what for row in rows]

    assert asyncio.run(seen()) == (True, ["people_admit"])
