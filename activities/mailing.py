"""
Sending what is due to be said by mail: reminders, digests, and that a program is called no more.

Each round looks at the clock itself, so that after a time without mail one round says what several would have said.
A mail is claimed in the store, handed over, and marked; what happens in between is told in docs/notices.md.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.keeping import STORE_UNAVAILABLE
from activities.posting import Never, NotNow, Post, Unreachable, Unsure, posting, written
from activities.rounds import Round, looked, mornings
from models.errors import StoreError
from models.notices import Rung, Sent
from store.notices.mails import Claimed, MailKind, Outcome

if TYPE_CHECKING:
    from activities.outward import Outward, Postbox
    from activities.rounds import Addressee
    from reports.digest import Letter
    from store.opening import Store

MAIL_UNAVAILABLE: Final = "MailUnavailable"
"""The type of the failure that passes: the mail server takes nothing now. Retried."""

ROUND: Final = timedelta(minutes=9)
"""No round lasts longer than this."""

LOST: Final = timedelta(minutes=15)
"""A mail that was claimed so long ago and not marked is sent again: whoever sent it is gone."""

_log: Final = logging.getLogger("aryz.mail")


def utc_now() -> datetime:
    """The clock of a running installation."""
    return datetime.now(UTC)


class Mailing:
    """What the workflow of notices asks the world to do."""

    def __init__(self, store: Store, outward: Outward, clock: Callable[[], datetime] = utc_now) -> None:
        self._store = store
        self._outward = outward
        self._clock = clock

    @activity.defn(name="send_notices")
    async def send_notices(self) -> Sent:
        """
        Send what is due now. Run again, it sends what is left.

        Raises:
            ApplicationError: of type `MailUnavailable` or `StoreUnavailable`, both passing.
        """
        box = self._outward.postbox()
        if box is None:
            return Sent()
        try:
            async with asyncio.timeout(ROUND.total_seconds()), posting(box) as post:
                sending = _Sending(await looked(self._store, self._outward, self._clock()), post, box)
                await sending.all()
        except StoreError as error:
            raise ApplicationError(str(error), type=STORE_UNAVAILABLE) from None
        except Unreachable as error:
            raise ApplicationError(str(error), type=MAIL_UNAVAILABLE) from None
        except TimeoutError:
            raise ApplicationError(
                "the round took too long; the rest goes into the next", type=MAIL_UNAVAILABLE
            ) from None
        if sending.waiting:
            raise ApplicationError(f"{sending.waiting} mails were not taken yet", type=MAIL_UNAVAILABLE)
        return Sent(sent=sending.sent, refused=sending.refused)


class _Sending:
    """One round: what has been looked at, and the conversation with the mail server."""

    def __init__(self, round_: Round, post: Post, box: Postbox) -> None:
        self._round = round_
        self._mails = round_.store.notices.mails
        self._post = post
        self._box = box
        self.sent = self.refused = self.waiting = 0

    async def all(self) -> None:
        """Send what was left by somebody who died, then reminders, digests, and notes about programs."""
        for mail in await self._mails.stale(self._round.moment - LOST):
            await self._again(mail)
        for person in self._round.people:
            if person.reminders:
                await self._remind(person)
            if person.digests:
                await self._digest(person)
        for hook in await self._round.store.notices.hooks.given_up():
            await self._note(f"hook/{hook.id}/{hook.disabled_at}", hook.account)

    async def _remind(self, person: Addressee) -> None:
        wanted = await self._round.rungs(person)
        if not wanted:
            return
        mail = f"reminder/{secrets.token_hex(16)}"
        claimed = await self._mails.claim(mail, person.id, MailKind.REMINDER, self._round.moment, wanted)
        if claimed:
            await self._hand_over(mail, person, self._round.reminder(person, claimed))

    async def _digest(self, person: Addressee) -> None:
        for mail in mornings(person, self._round.moment):
            if mail in self._round.begun:
                continue
            if await self._mails.claim(mail, person.id, MailKind.DIGEST, self._round.moment) is not None:
                await self._hand_over(mail, person, await self._round.digest(person))

    async def _note(self, mail: str, account: str) -> None:
        person = self._round.person(account)
        if mail in await self._mails.begun([mail]) or person is None:
            return
        if await self._mails.claim(mail, account, MailKind.HOOK, self._round.moment) is not None:
            await self._hand_over(mail, person, self._round.given_up(person, mail.split("/")[1]))

    async def _again(self, mail: Claimed) -> None:
        """A mail of which nobody knows whether it was taken: the same again, under the same id."""
        rungs = await self._mails.take_over(mail, self._round.moment)
        if rungs is None:
            return
        person = self._round.person(mail.account)
        letter = await self._letter(mail, person, rungs) if person is not None else None
        if person is None or letter is None:
            await self._mails.mark(mail.id, Outcome.NEEDLESS)
        else:
            await self._hand_over(mail.id, person, letter)

    async def _letter(self, mail: Claimed, person: Addressee, rungs: tuple[Rung, ...]) -> Letter | None:
        if mail.kind is MailKind.REMINDER:
            return self._round.reminder(person, rungs)
        if mail.kind is MailKind.HOOK:
            return self._round.given_up(person, mail.id.split("/")[1])
        return await self._round.digest(person) if mail.id in mornings(person, self._round.moment) else None

    async def _hand_over(self, mail: str, person: Addressee, letter: Letter | None) -> None:
        """
        Hand a claimed mail over, and say what became of it.

        Raises:
            Unreachable: the server is away; the claim is given back.
        """
        if letter is None:
            await self._mails.mark(mail, Outcome.NEEDLESS)
            return
        try:
            await self._post.send(written(letter, mail, person.address, self._box, self._round.moment), person.address)
        except Never as error:
            self.refused += 1
            _log.warning("mail %s to account %s is refused for good: %s", mail.partition("/")[0], person.id, error)
            await self._mails.mark(mail, Outcome.REFUSED)
        except NotNow:
            self.waiting += 1
            await self._mails.release(mail)
        except Unreachable:
            await self._mails.release(mail)
            raise
        except Unsure:
            self.waiting += 1  # it stays claimed: sent again by the next round that finds it lost
        else:
            self.sent += 1
            await self._mails.mark(mail, Outcome.SENT)
