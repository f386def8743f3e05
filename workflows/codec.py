"""
What travels to Temporal, sealed under the key of its case. The server keeps what it cannot read.

A payload becomes another one, with the metadata `encoding: binary/encrypted` and `encryption-key-id: CASE.GENERATION`.
Its data are 12 bytes of nonce and AES-256-GCM over one byte of packing (0 plain, 1 zlib) and the packed bytes of the
first payload, with the key id as associated data.

Which case it is, the SDK says with its serialization context: the id of the workflow. Where it says nothing, or names
another workflow, the key is that of the pseudo-case `GENERAL` (docs/secrecy.md lists where). To decode, the key id is
enough.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from temporalio.api.common.v1 import Payload
from temporalio.converter import (
    ActivitySerializationContext,
    DataConverter,
    DefaultFailureConverterWithEncodedAttributes,
    PayloadCodec,
    SerializationContext,
    WithSerializationContext,
    WorkflowSerializationContext,
)

from models.base import REFERENCE_FORM
from models.errors import SealedError
from store.keys.data_key import GENERAL, DataKey, read_key_id
from store.sealing import pack, unpack
from workflows.converter import CONVERTER

ENCODING: Final = b"binary/encrypted"
KEY_ID: Final = "encryption-key-id"
_NONCE: Final = 12
_CASE: Final = re.compile(f"case/({REFERENCE_FORM})")
_REMEMBERED: Final = 4096


class Keys(Protocol):
    """Where the codec gets keys from: `store.keys.cases.CaseKeys`."""

    def at_hand(self, case: str) -> DataKey | None:
        """The key of a case, if it is in memory."""

    def at_hand_by_id(self, named: str) -> DataKey | None:
        """The key with this id, if it is in memory."""

    async def data_key(self, case: str) -> DataKey:
        """The key under which a case is sealed now; its first is made here."""

    async def by_id(self, named: str) -> DataKey:
        """The key that an id names."""


class CaseCodec(PayloadCodec, WithSerializationContext):
    """The codec of every client and worker. `case` is the one whose payloads come; None where it is not known."""

    def __init__(self, keys: Keys, case: str | None = None, siblings: dict[str, CaseCodec] | None = None) -> None:
        self._keys = keys
        self._case = case
        self._siblings: dict[str, CaseCodec] = {} if siblings is None else siblings

    def with_context(self, context: SerializationContext) -> CaseCodec:
        """The codec of the case whose workflow the context names."""
        workflow_id = _workflow_id(context)
        known = self._siblings.get(workflow_id)
        if known is None:
            if len(self._siblings) >= _REMEMBERED:
                self._siblings.clear()
            found = _CASE.fullmatch(workflow_id)
            known = self._siblings[workflow_id] = CaseCodec(self._keys, found[1] if found else None, self._siblings)
        return known

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """
        Seal payloads, every one of them: there is no way to send in the clear.

        Raises:
            Erased: the key of the case was destroyed.
            StoreError: the key cannot be had.
        """
        case = self._case or GENERAL
        key = self._keys.at_hand(case) or await self._keys.data_key(case)
        return [_sealed(key, payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """
        Open payloads. What is not sealed goes as it is: stock clients send plain JSON.

        Raises:
            SealedError: a payload of another case, changed, or damaged.
            Erased: the key of the case was destroyed.
            StoreError: the key cannot be had.
        """
        return [
            await self._opened(payload) if payload.metadata.get("encoding") == ENCODING else payload
            for payload in payloads
        ]

    async def _opened(self, payload: Payload) -> Payload:
        named = payload.metadata.get(KEY_ID, b"").decode("ascii", "replace")
        key = self._keys.at_hand_by_id(named)
        if key is None or key.case != self._case:
            self._refuse_strange(named)
            key = key or await self._keys.by_id(named)
        try:
            body = key.cipher.decrypt(payload.data[:_NONCE], payload.data[_NONCE:], named.encode())
        except (InvalidTag, ValueError):
            raise SealedError(f"a payload sealed under {key.id} does not open; it was changed or is damaged") from None
        return Payload.FromString(unpack(body[0], body[1:], f"a payload sealed under {key.id}"))

    def _refuse_strange(self, named: str) -> None:
        """A payload that somebody at the server moved from one case to another."""
        case, _ = read_key_id(named) or ("", 0)
        if not case:
            raise SealedError("a payload is sealed under a key that is not one of Aryz; it comes from something else")
        if self._case is not None and case not in (self._case, GENERAL):
            raise SealedError(f"a payload of case {case} stands in case {self._case}; it was moved there")


@dataclass(frozen=True)
class SealingConverter(DataConverter):
    """
    A data converter that remembers which one it became for which workflow.

    The SDK asks for one at every message, and would make its parts anew each time although only the codec differs:
    more work than the encryption itself.
    """

    _made: dict[str, DataConverter] = field(default_factory=dict, init=False, repr=False, compare=False)

    def with_context(self, context: SerializationContext) -> DataConverter:  # type: ignore[override]  # it may be itself
        """The converter of the case whose workflow the context names."""
        named = _workflow_id(context)
        known = self._made.get(named)
        if known is None:
            if len(self._made) >= _REMEMBERED:
                self._made.clear()
            known = self._made[named] = super().with_context(context)
        return known


def data_converter(keys: Keys) -> DataConverter:
    """The data converter of every client and worker: payloads sealed, messages and traces of failures among them."""
    return SealingConverter(
        payload_converter_class=CONVERTER.payload_converter_class,
        payload_codec=CaseCodec(keys),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )


def _workflow_id(context: SerializationContext) -> str:
    if isinstance(context, WorkflowSerializationContext | ActivitySerializationContext):
        return context.workflow_id or ""
    return ""


def _sealed(key: DataKey, payload: Payload) -> Payload:
    packing, body = pack(payload.SerializeToString())
    named = key.id.encode()
    nonce = secrets.token_bytes(_NONCE)
    data = nonce + key.cipher.encrypt(nonce, bytes((packing,)) + body, named)
    return Payload(metadata={"encoding": ENCODING, KEY_ID: named}, data=data)
