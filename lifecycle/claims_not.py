"""The terms of the rulebook that start no claim of their own, with the reason for each: none may be forgotten."""

from __future__ import annotations

from typing import Final

_EXTENSION: Final = "a length to which another term can be extended, applied when an `extended` is told"

NOT_CLAIMED: Final[dict[tuple[str, str], str]] = {
    ("sc-np7-p11-prosecutor-check", "extended"): _EXTENSION,
    ("cpc-105-2-prosecutor-terms", "extended"): _EXTENSION,
    ("cpc-192-4-extension", "complex"): _EXTENSION,
    ("cpc-192-4-extension", "specially_complex"): _EXTENSION,
    ("cpc-106-5-court-fifteen-days", "silence_after_filing"): "what must pass before the right of `silence` opens",
    ("cpc-106-6-judge-terms", "materials"): "begins with a request of the court for materials, of which no event tells",
    ("cpc-188-3-errands", "performance"): "begins with an errand between investigators, of which no event tells",
    (
        "cpc-192-6-request-lead-time",
        "district_or_region",
    ): "counted back from the end of another term: no event begins it",
    (
        "cpc-192-6-request-lead-time",
        "prosecutor_general",
    ): "counted back from the end of another term: no event begins it",
    (
        "cpc-279-5-inpatient",
        "stay",
    ): "begins with a placement for an examination: `moved` to a hospital is not told apart",
    ("cpc-279-5-inpatient", "prolongation"): "begins with a request to the court to prolong, of which no event tells",
    ("cpc-297-6-petition-after-file", "petition"): "begins with words at the end of a reading, of which no event tells",
    ("cpc-319-322-trial-start", "trial"): "begins with the order that fixes the trial, of which no event tells",
    ("cpc-34-5-requests", "answer"): "begins with a request of an investigator to others, of which no event tells",
    ("cpc-526-protocol-form", "protocol"): "for misdemeanours; article 146 of the Penal Code holds none",
}
"""Rule and term, and why. Together with the claims these are all terms: a test holds that."""
