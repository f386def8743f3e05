"""
Sealing histories: a run of a case, as the Temporal server has it, goes into the store before retention removes it.

What is kept is the SDK's JSON of the history (`WorkflowHistory.to_json_dict`) with every payload opened, keys sorted,
without spaces, in UTF-8. It can be replayed and read by a stranger; in the store it is sealed under the case's key.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from google.protobuf.message import Message
from temporalio import activity
from temporalio.api.common.v1 import Payload
from temporalio.api.history.v1 import History
from temporalio.client import Client, WorkflowHistory
from temporalio.converter import WorkflowSerializationContext
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory
from temporalio.service import RPCError, RPCStatusCode

from activities.keeping import STORE_UNAVAILABLE
from models.errors import Erased, SealedError, StoreError
from models.messages import SealRun
from models.records import SealedHistory
from store.histories import Histories

GONE: Final = "HistoryGone"
"""The type of the failure where there is nothing left to seal: no such run, or the case was erased. Never retried."""


class Sealing:
    """Carries histories from the server to the store."""

    def __init__(self, client: Client, histories: Histories) -> None:
        self._client = client
        self._histories = histories

    @activity.defn(name="seal_history")
    async def seal_history(self, asked: SealRun) -> SealedHistory:
        """
        Return when the store durably holds the history of a run. Again: the same, as long as the run has not grown.

        Raises:
            ApplicationError: of type `HistoryGone` (final) or `StoreUnavailable` (passing).
        """
        handle = self._client.get_workflow_handle(asked.workflow, run_id=asked.run)
        try:
            history = await handle.fetch_history()
            text = await opened(self._client, history)
            await self._histories.put(asked.case, asked.run, text)
        except RPCError as error:
            if error.status != RPCStatusCode.NOT_FOUND:
                raise
            raise _gone("the server has no such run") from None
        except Erased as error:
            raise _gone(str(error)) from None
        except SealedError as error:
            raise ApplicationError(str(error), type=GONE, non_retryable=True) from None
        except StoreError as error:
            raise ApplicationError(str(error), type=STORE_UNAVAILABLE) from None
        return SealedHistory(run=asked.run, sha256=sha256(text).hexdigest(), events=len(history.events))


def _gone(why: str) -> ApplicationError:
    """Benign: in the ordinary course there is nothing left to seal."""
    return ApplicationError(why, type=GONE, non_retryable=True, category=ApplicationErrorCategory.BENIGN)


async def opened(client: Client, history: WorkflowHistory) -> bytes:
    """
    A history as it is kept: JSON with its payloads opened.

    Raises:
        SealedError: a payload does not open.
    """
    copy = History(events=history.events)
    found = list(payloads_in(copy))
    context = WorkflowSerializationContext(namespace=client.namespace, workflow_id=history.workflow_id)
    codec = client.data_converter.with_context(context).payload_codec
    if codec is not None:
        for payload, plain in zip(found, await codec.decode(found), strict=True):
            if plain is not payload:
                payload.CopyFrom(plain)
    return await asyncio.to_thread(_text, WorkflowHistory(history.workflow_id, copy.events))


def payloads_in(message: Message) -> Iterator[Payload]:
    """Every payload of a message, wherever it stands."""
    if isinstance(message, Payload):
        yield message
        return
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        if field.message_type.GetOptions().map_entry:
            parts = [value[key] for key in value]
        else:
            parts = value if isinstance(value, list) or hasattr(value, "add") else [value]
        for part in parts:
            if isinstance(part, Message):
                yield from payloads_in(part)


def _text(history: WorkflowHistory) -> bytes:
    said = json.dumps(history.to_json_dict(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return said.encode()
