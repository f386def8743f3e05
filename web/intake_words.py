"""The words that the form of a complaint offers, in the language of whoever fills it in."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from babel.dates import get_month_names

from languages import N_, Speech
from models.words import Branch, Custody, Injuries, Sex
from web.intake_form import ACCUSED, ADDRESSED, LEVELS, LODGERS
from web.regions import COUNTRIES, KAZAKHSTAN, REGIONS

Pairs = list[tuple[str, str]]
"""Values, each with what it is called."""


def choices(speech: Speech) -> dict[str, Pairs]:
    """What can be chosen, by what it is."""
    names = get_month_names("wide", context="stand-alone", locale=speech.language)
    return {
        "regions": [(code, speech.text(name)) for code, name in REGIONS.items()],
        "countries": [(code, speech.text(name)) for code, name in COUNTRIES.items() if code != KAZAKHSTAN],
        "months": [(str(number), str(names[number])) for number in range(1, 13)],
        "accused": _pairs(speech, "body", ACCUSED),
        "addressed": _pairs(speech, "body", ADDRESSED),
        "levels": _pairs(speech, "level", LEVELS),
        "branches": _pairs(speech, "branch", (one for one in Branch if one is not Branch.NONE)),
        "custodies": _pairs(speech, "custody", Custody),
        "sexes": _pairs(speech, "sex", Sex),
        "injuries": _pairs(speech, "injuries", Injuries),
        "lodgers": _pairs(speech, "role", LODGERS),
    }


def _pairs(speech: Speech, kind: str, words: Iterable[StrEnum]) -> Pairs:
    return [(word.value, speech.word(kind, word.value)) for word in words]


FIELDS: Final = {
    "region": N_("Where"),
    "reference": N_("Reference"),
    "what": N_("What happened"),
    "where": N_("Place"),
    "act": N_("When it happened"),
    "accused_kind": N_("Kind of authority"),
    "accused_name": N_("Its name"),
    "detained": N_("Held since"),
    "lodged_kind": N_("To whom"),
    "lodged_name": N_("Its name"),
    "lodged_on": N_("When the complaint was made"),
    "consent": N_("What the person agrees to"),
    "lawyer": N_("Who follows it"),
    "injuries": N_("Were injuries found?"),
    "sex": N_("Sex"),
    "custody": N_("Who held the person when it happened"),
    "held": N_("Is the person held now?"),
    "lodged_by": N_("By whom"),
    "form": N_("Form"),
}
"""What is called how where its fault is told."""
