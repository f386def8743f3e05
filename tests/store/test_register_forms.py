"""Forms that open cases, and the codes of victims."""

from __future__ import annotations

import asyncio

from sqlalchemy import select

from store.opening import Store
from store.receipts import DIGITS, grouped
from store.schema import receipt_codes
from tests.store.telling import append, chain

AT = "2026-11-23T10:00:00.000000Z"


async def test_a_form_opens_one_case(store: Store) -> None:
    """A form sent twice keeps its reference, two forms never share one, and a case that exists is not taken."""
    await store.ledger.append([append(*chain("kz-39-2026-007", 1))])
    assert await store.intakes.claim("one", "kz-39-2026-007", AT) is None
    assert await store.intakes.of("one") is None
    assert await store.intakes.claim("one", "kz-39-2026-008", AT) == "kz-39-2026-008"
    assert await store.intakes.claim("one", "kz-39-2026-009", AT) == "kz-39-2026-008"
    assert await store.intakes.claim("two", "kz-39-2026-008", AT) is None
    assert await store.intakes.of("one") == ("kz-39-2026-008", AT)
    forms = [store.intakes.claim(f"form {number}", "kz-10-2026-001", AT) for number in range(4)]
    assert sorted(await asyncio.gather(*forms), key=str) == [None, None, None, "kz-10-2026-001"]


async def test_the_next_reference(store: Store) -> None:
    """It follows the highest number that begins so, of cases and of forms; other names do not count."""
    assert await store.intakes.suggest("kz-39-2026-") == "kz-39-2026-001"
    names = ("kz-39-2026-041", "kz-39-2026-spring", "kz-39-2026-7", "kz-3902026-900")
    await store.ledger.append([append(*chain(name, 1)) for name in names])
    assert await store.intakes.suggest("kz-39-2026-") == "kz-39-2026-042"
    await store.intakes.claim("one", "kz-39-2026-099", AT)
    assert await store.intakes.suggest("kz-39-2026-") == "kz-39-2026-100"


async def test_a_code_opens_its_case(store: Store) -> None:
    """Written in any manner it finds its case; a newer one voids it; nothing else is found."""
    first = await store.receipts.new("abaev", AT)
    assert (len(first), first.isdecimal()) == (DIGITS, True)
    for written in (first, grouped(first), f" {first[:7]}-{first[7:]} "):
        found = await store.receipts.find(written)
        assert found is not None
        assert (found.reference, found.made_at, found.contact) == ("abaev", AT, False)
    for wrong in ("", "abaev", first[:-1], first + "0", "9" * 10_000, "\u0660" * DIGITS):
        assert await store.receipts.find(wrong) is None
    second = await store.receipts.new("abaev", AT)
    assert await store.receipts.find(first) is None
    await store.receipts.ask("abaev", contact=True)
    found = await store.receipts.find(second)
    assert found is not None
    assert found.contact
    await store.receipts.void("abaev")
    assert await store.receipts.find(second) is None


async def test_a_code_is_nowhere(store: Store) -> None:
    """The database holds a keyed hash, the same form gives the same code, and erasing a case takes it out."""
    code = await store.receipts.of_form("abaev", "form-1", AT)
    assert code is not None
    assert await store.receipts.of_form("abaev", "form-1", AT) == code
    other = await store.receipts.of_form("bairamov", "form-2", AT)
    assert other is not None
    assert other != code
    newer = await store.receipts.new("bairamov", AT)
    assert await store.receipts.of_form("bairamov", "form-2", AT) is None
    assert await store.receipts.find(other) is None
    assert await store.receipts.find(newer) is not None
    await store.receipts.void("bairamov")
    assert await store.receipts.of("bairamov") is None
    assert await store.receipts.of_form("bairamov", "form-2", AT) is None
    assert await store.receipts.find(await store.receipts.new("bairamov", AT)) is not None
    rows = await store.database.read(lambda connection: connection.execute(select(receipt_codes)).all())
    assert code not in str(rows)
    await store.histories.erase("abaev")
    assert await store.receipts.find(code) is None
    assert await store.receipts.of("abaev") is None
    assert await store.receipts.of("bairamov") is not None
