"""A case as it is opened: whom it concerns, which authorities it names, which proceedings it has."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictBool

from models.base import Frozen, Reference, Slug
from models.dates import PartialDate
from models.events import Event
from models.words import BodyKind, Branch, Custody, Level, ProceedingKind, Sex

FORMAT = "aryz.chronology/1"
"""The name and version of the file format."""

Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
"""A country code of ISO 3166-1, two letters."""


class CaseHead(Frozen):
    """What identifies a case. `title` may name people and is kept with personal data."""

    reference: Reference
    title: str = ""
    jurisdiction: Country
    sources: tuple[str, ...] = ()


class Victim(Frozen):
    """What findings need to know of the person. No name is kept here."""

    sex: Sex = Sex.UNKNOWN
    born: PartialDate | None = None
    minor: StrictBool | None = None
    custody: Custody | None = None
    died: StrictBool = False


class Body(Frozen):
    """An authority. `under` is another body's id or the top of a line of command (`Branch`)."""

    id: Slug
    name: str = ""
    kind: BodyKind
    level: Level | None = None
    under: Slug = Branch.NONE.value


class Proceeding(Frozen):
    """One proceeding of the case."""

    id: Slug
    kind: ProceedingKind
    title: str = ""


MAIN = Proceeding(id="main", kind=ProceedingKind.COMPLAINT, title="complaint")
"""The proceeding that a case has when its file names none."""


class Header(Frozen):
    """Everything about a case but its events."""

    case: CaseHead
    victim: Victim = Victim()
    bodies: tuple[Body, ...] = ()
    accused: tuple[Slug, ...] = ()
    proceedings: tuple[Proceeding, ...] = (MAIN,)

    @property
    def reference(self) -> str:
        """The public name of the case."""
        return self.case.reference


class Chronology(Frozen):
    """A case with its events in the order of the file: what one file holds."""

    header: Header
    events: tuple[Event, ...] = ()
