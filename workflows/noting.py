"""What is put on the record of a case beside the complaint: who was given it, a legal hold, and its end by erasing."""

from __future__ import annotations

from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError

from workflows.reading import NOTHING, Unreadable, asked, read, refusal
from workflows.recording import Recording
from workflows.refusing import why_not_from

with workflow.unsafe.imports_passed_through():
    from lifecycle.telling import put_note
    from models.messages import Erase, Noting, OnRecord
    from models.records import RecordKind, Teller

HALTED = "Halted"


class Noted(Recording):
    """A case of which it is noted what was done with it."""

    _refused: ApplicationError | Unreadable | None

    @workflow.update(name="note")
    def note(self, sent: RawValue = NOTHING) -> OnRecord:
        """Put on record that the case was exported, held or released, or was given a document."""
        message = read(sent, Noting)
        said = [message.what, f"sha256 {message.sha256}" if message.sha256 else None, message.reason]
        return self._note(RecordKind(message.kind), " ".join(one for one in said if one) or None, message.teller)

    @note.validator
    def _note_validator(self, sent: RawValue = NOTHING) -> None:
        self._refuse_while_halted()
        refuse_if(why_not_from(asked(sent, Noting).teller))

    @workflow.update(name="erase")
    def erase(self, sent: RawValue = NOTHING) -> OnRecord:
        """Put on record that the case is erased, take nothing more, and end when the ledger has it."""
        message = read(sent, Erase)
        if self._erased is None:
            self._erased = self._note(RecordKind.ERASED, message.reason, message.teller)
        return self._erased

    @erase.validator
    def _erase_validator(self, sent: RawValue = NOTHING) -> None:
        if self._erased is None:
            self._refuse_while_halted()
        refuse_if(why_not_from(asked(sent, Erase).teller))

    def _note(self, kind: RecordKind, reason: str | None, teller: Teller) -> OnRecord:
        self._settle()
        self._state, entry = put_note(self._state, kind, reason, self._stamp(teller))
        self._outbox.put(entry)
        return OnRecord(record=entry.record.seq, hash=entry.hash)

    def _refuse_while_halted(self) -> None:
        """Take nothing that the ledger would not take."""
        if self._refused is not None:
            raise self._refused
        if self._erased is not None:
            raise refusal(
                f"case {self._state.reference} was erased (record {self._erased.record}) and takes nothing more"
            )
        if self._outbox.halted is not None:
            raise ApplicationError(
                f"case {self._state.reference} is halted: {self._outbox.halted}; nothing more is accepted until an "
                "operator has looked (aryz audit verify) and the ledger agrees again",
                type=HALTED,
                non_retryable=True,
            )


def refuse_if(problem: str | None) -> None:
    """
    Refuse a message where there is a problem with it.

    Raises:
        ApplicationError: the problem.
    """
    if problem is not None:
        raise refusal(problem)
