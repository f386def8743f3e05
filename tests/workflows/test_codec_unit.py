"""The codec by itself: whose key, what is refused, and what the messages say."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.converter import (
    ActivitySerializationContext,
    NexusSerializationContext,
    SerializationContext,
    WorkflowSerializationContext,
)

from models.errors import AryzError, Erased, KeysError, SealedError
from store.keys.cases import CaseKeys
from store.keys.data_key import GENERAL, DataKey
from store.keys.opening import Place, make_keys, open_keys
from workflows.codec import ENCODING, KEY_ID, CaseCodec, data_converter
from workflows.converter import CONVERTER

SAID = Payload(metadata={"encoding": b"json/plain"}, data=b'{"who":"Abaev"}')


@pytest.fixture
async def keys(tmp_path: Path) -> AsyncIterator[CaseKeys]:
    """The keys of an installation."""
    place = Place(tmp_path / "keys", environment={})
    await make_keys(place)
    async with await open_keys(place) as opened:
        yield opened


@pytest.fixture
def codec(keys: CaseKeys) -> CaseCodec:
    """The codec of a client, of no case."""
    return CaseCodec(keys)


def of(workflow_id: str) -> WorkflowSerializationContext:
    """The context that the SDK gives for a workflow."""
    return WorkflowSerializationContext(namespace="default", workflow_id=workflow_id)


def in_activity(workflow_id: str | None) -> ActivitySerializationContext:
    """The context that the SDK gives in an activity."""
    return ActivitySerializationContext(
        namespace="default", activity_id="1", activity_type="keep", activity_task_queue="q", workflow_id=workflow_id,
        workflow_type="ComplaintCase", is_local=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("context", "named"),
    [
        (of("case/abaev"), "abaev.1"),
        (in_activity("case/abaev"), "abaev.1"),
        (in_activity(None), f"{GENERAL}.1"),
        (of("abaev"), f"{GENERAL}.1"),
        (of("case/abaev/child"), f"{GENERAL}.1"),
        (of("case/_general"), f"{GENERAL}.1"),
        (of("case/Abaev"), f"{GENERAL}.1"),
        (of("case/ab"), f"{GENERAL}.1"),
        (of("case/abaev\n"), f"{GENERAL}.1"),
        (NexusSerializationContext(endpoint="e", service="s", operation="o"), f"{GENERAL}.1"),
    ],
)
async def test_the_workflow_names_the_key(codec: CaseCodec, context: SerializationContext, named: str) -> None:
    """A case's payloads are sealed under its key, everything else under the general one; both open without context."""
    sealed = (await codec.with_context(context).encode([SAID]))[0]

    assert dict(sealed.metadata) == {"encoding": ENCODING, KEY_ID: named.encode()}
    assert b"Abaev" not in sealed.SerializeToString()
    assert await codec.decode([sealed]) == [SAID]
    assert await codec.with_context(context).decode([sealed]) == [SAID]


async def test_plain_goes_in_and_never_out(codec: CaseCodec) -> None:
    """What comes plain is read as it is, among sealed ones too; what goes out is always sealed, also what is sealed."""
    case = codec.with_context(of("case/abaev"))
    sealed = await case.encode([SAID, SAID])

    assert await case.decode([SAID, *sealed, SAID]) == [SAID] * 4
    assert sealed[0].data != sealed[1].data
    twice = await case.encode(sealed)
    assert twice != sealed
    assert await case.decode(await case.decode(twice)) == [SAID, SAID]
    assert await case.encode([]) == []
    assert await case.decode(await case.encode([Payload()])) == [Payload()]


async def test_a_payload_moved_to_another_case(codec: CaseCodec) -> None:
    """Somebody at the server cannot let one case hear what was said in another."""
    sealed = await codec.with_context(of("case/abaev")).encode([SAID])
    with pytest.raises(SealedError, match="a payload of case abaev stands in case evloev; it was moved there"):
        await codec.with_context(of("case/evloev")).decode(sealed)


async def test_a_payload_under_another_name(codec: CaseCodec) -> None:
    """The key id is part of what is sealed: put under another generation or case, it does not open."""
    case = codec.with_context(of("case/abaev"))
    sealed = (await case.encode([SAID]))[0]
    await codec.with_context(of("case/evloev")).encode([SAID])
    sealed.metadata[KEY_ID] = b"evloev.1"
    with pytest.raises(SealedError, match=r"under evloev\.1 does not open"):
        await codec.decode([sealed])


def damaged(sealed: Payload) -> list[Payload]:
    """One payload damaged in every way that matters."""
    data, named = sealed.data, sealed.metadata[KEY_ID]
    flipped = [data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :] for at in (0, 11, 12, 13, len(data) - 1)]
    several = [Payload(metadata=dict(sealed.metadata), data=bad) for bad in (*flipped, data[:-1], data[:20], b"")]
    keyless = [
        Payload(metadata={"encoding": ENCODING, KEY_ID: key}, data=data)
        for key in (b"", b"abaev", b"\xff.1", named + b"1")
    ]
    return [*several, *keyless, Payload(metadata={"encoding": ENCODING}, data=data)]


async def test_damaged_payloads(codec: CaseCodec) -> None:
    """Whatever is changed, it is one clear error, and no word of it."""
    case = codec.with_context(of("case/abaev"))
    for bad in damaged((await case.encode([SAID]))[0]):
        with pytest.raises((SealedError, KeysError)) as caught:
            await case.decode([bad])
        assert "Abaev" not in str(caught.value)
        assert isinstance(caught.value, AryzError)


async def test_a_rotated_key(codec: CaseCodec, keys: CaseKeys) -> None:
    """What was sealed before is read after; what is sealed after bears the new key."""
    case = codec.with_context(of("case/abaev"))
    before = await case.encode([SAID])
    await keys.rotate_data_key("abaev")
    after = await case.encode([SAID])

    assert after[0].metadata[KEY_ID] == b"abaev.2"
    assert await case.decode([*before, *after]) == [SAID, SAID]


async def test_a_destroyed_key(codec: CaseCodec, keys: CaseKeys) -> None:
    """Neither read nor sealed any more, and the message says when and why it was erased."""
    case = codec.with_context(of("case/abaev"))
    sealed = await case.encode([SAID])
    await keys.destroy("abaev", "consent_withdrawn", datetime(2026, 11, 23, tzinfo=UTC))
    for asked in (case.decode(sealed), codec.decode(sealed), case.encode([SAID])):
        with pytest.raises(Erased, match=r"^case abaev: was erased on 2026-11-23 \(consent_withdrawn\)"):
            await asked
    assert await case.decode([SAID]) == [SAID]


async def test_the_key_is_asked_for_once(keys: CaseKeys) -> None:
    """A hundred payloads of a case cost one look into the key store."""

    class Counting:
        """Counts what is not at hand."""

        asked = 0

        def at_hand(self, case: str) -> DataKey | None:
            return keys.at_hand(case)

        def at_hand_by_id(self, named: str) -> DataKey | None:
            return keys.at_hand_by_id(named)

        async def data_key(self, case: str) -> DataKey:
            self.asked += 1
            return await keys.data_key(case)

        async def by_id(self, named: str) -> DataKey:
            self.asked += 1
            return await keys.by_id(named)

    counting = Counting()
    case = CaseCodec(counting).with_context(of("case/abaev"))
    for _ in range(50):
        assert await case.decode(await case.encode([SAID, SAID])) == [SAID, SAID]
    assert counting.asked == 1


async def test_no_more_codecs_than_needed(codec: CaseCodec) -> None:
    """The same workflow gets the same codec; many workflows do not fill the memory."""
    assert codec.with_context(of("case/abaev")) is codec.with_context(in_activity("case/abaev"))
    for number in range(10_000):
        codec.with_context(of(f"case/c-{number}"))
    assert len(codec._siblings) <= 4096


async def test_long_words_are_compressed_first(codec: CaseCodec) -> None:
    """Text costs the server less than it would in the clear; noise costs it a few bytes more."""
    text = Payload(metadata={"encoding": b"json/plain"}, data=b'"' + b"the same sentence again. " * 400 + b'"')
    noise = Payload(metadata={"encoding": b"binary/plain"}, data=secrets.token_bytes(5000))
    short, long = await codec.encode([text, noise])

    assert len(short.data) < len(text.data) / 20
    assert len(long.data) < len(noise.data) + 100
    assert await codec.decode([short, long]) == [text, noise]


async def test_the_converter_of_every_client(keys: CaseKeys) -> None:
    """Values travel as before, sealed; of a failure neither message nor trace stands in the clear."""
    converter: Any = data_converter(keys).with_context(of("case/abaev"))
    payloads = await converter.encode(["Abaev"])
    assert payloads[0].metadata["encoding"] == ENCODING
    assert await converter.decode(payloads, [str]) == ["Abaev"]
    assert converter.payload_converter_class is CONVERTER.payload_converter_class

    failure = Failure()
    try:
        raise ValueError("Abaev was named")  # noqa: TRY301 (a failure with a trace)
    except ValueError as error:
        await converter.encode_failure(error, failure)
    assert (failure.message, failure.stack_trace) == ("Encoded failure", "")
    assert b"Abaev" not in failure.SerializeToString()
    assert "Abaev was named" in str(await converter.decode_failure(failure))
