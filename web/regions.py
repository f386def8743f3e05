"""
Regions and countries by their names, for those who choose and read them.

Source: ISO 3166-2:KZ, the codes of November 2022; ISO 3166-1.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from languages import N_, Speech

KAZAKHSTAN: Final = "KZ"

REGIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "KZ-10": N_("Abai region"),
        "KZ-11": N_("Akmola region"),
        "KZ-15": N_("Aktobe region"),
        "KZ-75": N_("Almaty (city)"),
        "KZ-19": N_("Almaty region"),
        "KZ-71": N_("Astana"),
        "KZ-23": N_("Atyrau region"),
        "KZ-63": N_("East Kazakhstan region"),
        "KZ-31": N_("Zhambyl region"),
        "KZ-33": N_("Jetisu region"),
        "KZ-35": N_("Karaganda region"),
        "KZ-39": N_("Kostanay region"),
        "KZ-43": N_("Kyzylorda region"),
        "KZ-47": N_("Mangystau region"),
        "KZ-59": N_("North Kazakhstan region"),
        "KZ-55": N_("Pavlodar region"),
        "KZ-79": N_("Shymkent"),
        "KZ-61": N_("Turkistan region"),
        "KZ-62": N_("Ulytau region"),
        "KZ-27": N_("West Kazakhstan region"),
    }
)
"""The regions of Kazakhstan, in the order of their English names."""

COUNTRIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "KZ": N_("Kazakhstan"),
        "KG": N_("Kyrgyzstan"),
        "TJ": N_("Tajikistan"),
        "TM": N_("Turkmenistan"),
        "UZ": N_("Uzbekistan"),
    }
)
"""The countries in which complaints are taken in."""


def place(code: str | None, speech: Speech) -> str:
    """A region or a country in words; the code itself where it is not among these."""
    if code is None:
        return ""
    name = REGIONS.get(code) or COUNTRIES.get(code)
    return speech.text(name) if name else code
