"""The pages of a house in Russian and in Kazakh: no English is left in them but what people typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

import pytest

from languages.vocabulary import WORDS
from tests.languages.extract import TRANSLATED
from tests.servers import DevServer
from tests.web.test_looks import PAGES
from tests.web.world import World, standing

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.timeout(240)]

_WORD: Final = re.compile(r"[A-Za-z][a-z]{2,}")
_SKIPPED: Final = frozenset({"code", "script", "style", "title"})
_EMPTY: Final = frozenset({"br", "hr", "img", "input", "link", "meta", "path", "circle", "line", "rect", "use", "stop"})
_SAID: Final = ("aria-label", "alt", "data-label", "placeholder", "title")
_SAME: Final = re.compile(
    r"Aryz|Temporal|English|aryz [a-z]+|cat-12\b|kz-pc-\S+|[A-Z]\w+(?:/[\w+-]+)+|somebody@example\.org"
    r"|tests\.example\.org|(?:coordinator|lawyer|auditor|operator) [0-9a-f]{8}|\bu-[a-z0-9]{12}\b|\bmain\b|\btest$"
)
"""What is the same in every language: names, commands, zones, and the accounts of these tests."""

_LISTED: Final = frozenset(name for names in WORDS.values() for name in names)
"""Names of the code: what a page shows of them is a word, never the name itself."""

RICH: Final = ("", "/print", "/replay", "/replay?by=happened&at=9", "/replay?by=learned&one=2013-01-01&two=2026-11-01")
"""Pages of a case with a long story."""


class _Text(HTMLParser):
    """What a page says in its own language, piece by piece: not what is marked as another language, not code."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enter an element, and note what its attributes say."""
        named = dict(attrs)
        foreign = tag in _SKIPPED or (tag != "html" and "lang" in named)
        if tag not in _EMPTY:
            self.open.append((tag, foreign))
        if not any(hidden for _, hidden in self.open):
            self.said += [value for name in _SAID if (value := named.get(name))]

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Note what is said between the tags."""
        if data.strip() and not any(hidden for _, hidden in self.open):
            self.said.append(data.strip())


def _english(page: str, typed: re.Pattern[str]) -> set[str]:
    """The pieces of a page in which English words are left."""
    read = _Text()
    read.feed(page)
    orders = ((typed, _SAME), (_SAME, typed))  # a name may hold what is the same everywhere, and the other way round
    return {one for one in read.said if all(_WORD.search(last.sub(" ", first.sub(" ", one))) for first, last in orders)}


def _leaves(told: object) -> Iterator[str]:
    """Everything in what was told that somebody typed."""
    if isinstance(told, dict):
        yield from (str(told[key]) for key in ("name", "id") if told.get(key))
        for value in told.values():
            yield from _leaves(value)
    elif isinstance(told, list):
        for value in told:
            yield from _leaves(value)
    elif isinstance(told, str) and told not in _LISTED:
        yield told


async def _typed(world: World, cases: Iterable[str]) -> re.Pattern[str]:
    """What people typed in these cases, the longest first, and the names of the cases."""
    found = {*cases, *world.cases.values()}
    for case in cases:
        for entry in await world.house.store.ledger.entries(case):
            found |= {*_leaves(entry.payload.model_dump(mode="json"))} if entry.payload else set()
    return re.compile("|".join(re.escape(one) for one in sorted(found, key=len, reverse=True) if one))


async def _pages(world: World, role: str, language: str, rich: str) -> dict[str, str]:
    visit = world.visits[role]
    if role != "nobody":
        account = await world.house.people.accounts.by_id(visit.id)
        await world.house.people.accounts.prefer(account.id, language=language, zone=account.zone, mail=account.mail)
    visit.client.headers["accept-language"] = language
    gaps = {"own": world.cases["own"], "account": world.visits["lawyer"].id, "invited": "none"}
    paths = [path.format_map(gaps) for path in PAGES[role]]
    paths += [f"/cases/{rich}{path}" for path in RICH] if role == "coordinator" else []
    return {path: (await visit.get(path, follow_redirects=True)).text for path in paths}


@pytest.mark.parametrize("language", TRANSLATED)
async def test_no_page_keeps_english(server: DevServer, migrated: Path, tmp_path: Path, language: str) -> None:
    """Everything that a page says by itself is in the language of whoever reads it."""
    async with standing(server, migrated, tmp_path / "house") as world:
        rich = await world.opened("asv", events=None)
        typed = await _typed(world, (world.cases["own"], rich))
        left = [
            f"{role} {path}: {sorted(said)}"
            for role in PAGES
            for path, page in (await _pages(world, role, language, rich)).items()
            if (said := _english(page, typed))
        ]
    assert left == []
