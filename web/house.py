"""What the pages stand on: the store, the Temporal server, the settings and the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from starlette.requests import HTTPConnection
from temporalio.client import Client

from models.records import Teller, TellerRole
from store.documents import Documents, Limits
from store.opening import Store
from store.people import People
from web.settings import WebSettings
from web.shelf import Shelf
from workflows.desk import Desk


def utc_now() -> datetime:
    """The clock of a running installation."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Person:
    """
    Who asks: an account, by a session or by a token.

    `fresh_until`: until when what needs the password again may be done (UTC). `csrf`: what a form of this session must
    carry. `session`: what names the session in the store, None for a token. `scopes`: what a token may do, None for a
    session.
    """

    id: str
    role: TellerRole
    language: str = "en"
    zone: str = "Asia/Almaty"
    fresh_until: datetime | None = None
    csrf: str = ""
    session: str | None = None
    scopes: frozenset[str] | None = None

    @property
    def teller(self) -> Teller:
        """As whom this person tells."""
        return Teller(id=self.id, role=self.role)

    @property
    def time_zone(self) -> ZoneInfo:
        """The zone of this person's clock."""
        return ZoneInfo(self.zone)

    def fresh(self, now: datetime) -> bool:
        """Whether the password was given a short while ago."""
        return self.fresh_until is not None and now < self.fresh_until


@dataclass(frozen=True, slots=True)
class House:
    """One installation as pages and API see it."""

    store: Store
    client: Client
    settings: WebSettings = field(default_factory=WebSettings)
    clock: Callable[[], datetime] = utc_now
    shelf: Shelf = field(default_factory=Shelf, compare=False)

    @property
    def people(self) -> People:
        """Accounts, sessions, rights to single cases, and who has looked."""
        return self.store.people

    @property
    def documents(self) -> Documents:
        """The documents of cases, with the limits of this installation."""
        limits = Limits(self.settings.document_mb << 20, self.settings.case_documents_mb << 20)
        return Documents(self.store.database, self.store.keys, limits)

    def desk(self, person: Person) -> Desk:
        """A desk at which this person tells."""
        settings = self.settings
        return Desk(self.client, task_queue=settings.task_queue, teller=person.teller, patience=settings.patience)


def house_of(connection: HTTPConnection) -> House:
    """The house in which a request arrived."""
    house = connection.app.state.house
    if not isinstance(house, House):
        raise TypeError("the application was made without a house")
    return house


def person_of(connection: HTTPConnection) -> Person:
    """Who asks. Only where the right of the route says that somebody must be signed in."""
    person = connection.state.person
    if not isinstance(person, Person):
        raise TypeError("this route is public: nobody need be signed in")
    return person
