"""A workflow that says something wherever Temporal lets it, for the tests of the codec. Each place has its own word."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.common import RawValue
from temporalio.exceptions import ActivityError, ApplicationError

PLACES = (
    "start", "memo", "summary", "details", "update", "answer", "refusal", "rejected", "signal", "query", "queried",
    "activity", "kept", "heartbeat", "failure", "detail", "cause", "trace", "continued", "child", "childresult",
    "timer", "current", "upserted", "result", "plain", "external",
)  # fmt: skip


def word(place: str) -> str:
    """The word that is said in one place and nowhere else."""
    return f"canary{place}yranac"


@activity.defn(name="note")
async def note(said: str) -> str:
    """Beat once with a word, fail when asked to, else answer."""
    activity.heartbeat(word("heartbeat"))
    if said == word("failure"):
        _fail_deep_down(word("trace"))
    if said == "again":  # a second try sees what the first one told the server
        if activity.info().attempt == 1:
            await asyncio.sleep(0.5)
            raise ApplicationError("once more")
        return str(list(activity.info().heartbeat_details))
    return word("kept")


def _fail_deep_down(name: str) -> None:
    try:
        raise ValueError(word("cause") + name)  # noqa: TRY301 (a cause with a trace)
    except ValueError as error:
        raise ApplicationError(word("failure"), word("detail"), non_retryable=True) from error


@workflow.defn(name="Child")
class Child:
    """Answers once."""

    @workflow.run
    async def run(self, said: str) -> str:
        """Answer."""
        return word("childresult") if said == word("child") else "?"


@workflow.defn(name="Speaking")
class Speaking:
    """Says a word everywhere; what it heard can be asked."""

    @workflow.init
    def __init__(self, said: str) -> None:
        """Hear the first word."""
        self._heard = [said]
        self._go = False

    @workflow.run
    async def run(self, said: str) -> str:
        """Wait to be sent on, then say the rest."""
        await workflow.wait_condition(lambda: self._go)
        if said == word("continued"):
            return word("result")
        again = await workflow.execute_activity(
            note,
            word("activity"),
            start_to_close_timeout=timedelta(seconds=20),
            summary=word("summary"),
        )
        self._heard.append(again)
        self._heard.append(await workflow.execute_activity(note, "again", start_to_close_timeout=timedelta(seconds=20)))
        await self._failing()
        child = f"{workflow.info().workflow_id}/child"
        self._heard.append(await workflow.execute_child_workflow(Child.run, word("child"), id=child))
        other = workflow.get_external_workflow_handle("case/other")
        await other.signal("inform", word("external"))
        await workflow.sleep(0.001, summary=word("timer"))
        workflow.set_current_details(word("current"))
        workflow.upsert_memo({"more": word("upserted")})
        await workflow.wait_condition(workflow.all_handlers_finished)
        return workflow.continue_as_new(word("continued"))

    async def _failing(self) -> None:
        try:
            await workflow.execute_activity(note, word("failure"), start_to_close_timeout=timedelta(seconds=20))
        except ActivityError as error:
            cause = error.cause
            assert isinstance(cause, ApplicationError)
            self._heard.extend((cause.message, *cause.details, str(cause.cause)))

    @workflow.update
    def tell(self, said: str) -> str:
        """Answer; refuse in the handler when asked to."""
        if said == word("refusal"):
            raise ApplicationError(word("refusal"), type="Refused", non_retryable=True)
        self._heard.append(said)
        return word("answer")

    @tell.validator
    def _tell_validator(self, said: str) -> None:
        if said == word("rejected"):
            raise ApplicationError(word("rejected"), type="Refused", non_retryable=True)

    @workflow.signal(dynamic=True)
    def hear(self, _name: str, sent: Sequence[RawValue]) -> None:
        """Hear whatever is sent, as it came."""
        self._heard += [value.payload.data.decode() for value in sent]

    @workflow.signal
    def go(self) -> None:
        """Go on."""
        self._go = True

    @workflow.query
    def heard(self, said: str) -> list[str]:
        """What was heard, and the word of the question; or no answer, when asked to fail."""
        if said == "fail":
            raise ApplicationError(word("queried"))
        return [*self._heard, said, word("queried")]
