"""Notices: what was sent to whom, secret addresses of calendars, and where programs want to be called."""

from __future__ import annotations

from dataclasses import dataclass

from store.database import Database
from store.keys.cases import CaseKeys
from store.notices.feeds import Feeds
from store.notices.hooks import Hooks
from store.notices.mails import Mails
from store.notices.requests import Requests
from store.notices.running import Running

__all__ = ["Feeds", "Hooks", "Mails", "Notices", "Requests", "Running"]


@dataclass(frozen=True, slots=True)
class Notices:
    """What a store knows of notices. `keys` None: what is sealed can be neither kept nor read."""

    database: Database
    keys: CaseKeys | None = None

    @property
    def running(self) -> Running:
        """The terms that run."""
        return Running(self.database)

    @property
    def feeds(self) -> Feeds:
        """The secret addresses of calendars."""
        return Feeds(self.database)

    @property
    def mails(self) -> Mails:
        """The mails that were sent."""
        return Mails(self.database)

    @property
    def hooks(self) -> Hooks:
        """The programs that want to be called."""
        return Hooks(self.database, self.keys)

    @property
    def requests(self) -> Requests:
        """The requests that must not be done twice."""
        return Requests(self.database, self.keys)
