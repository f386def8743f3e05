"""
What the names in the code are called in English: the words that a page shows and that the other languages translate.

A word is found by what it is a name of (`state`, `event`, `role` …) and the name itself; the kind is also the context
of its message, since one English word (`refused`, `pending`) may need several in another language. Names of the lists
in `models.words` that are good English by themselves are not repeated here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from languages.vocabulary_events import EVENTS, FIELDS
from languages.vocabulary_law import LAW
from languages.vocabulary_states import PHASES, STATES, TRACKS
from law.published import BOOK
from models import words
from models.kinds import Group
from models.records import RecordKind, TellerRole

_OWN: Final[Mapping[str, Mapping[str, str]]] = {
    "role": {"ngo": "organisation", "third_party": "somebody else", "official": "official", "committee": "UN body"},
    "ground": {
        "no_event": "no event of a crime",
        "no_elements": "no elements of a crime",
        "death_of_suspect": "death of the suspect",
        "illness_of_suspect": "illness of the suspect",
        "unknown_suspect": "no suspect is known",
        "expert_examination": "an examination is under way",
        "suspect_absent": "the suspect is absent",
        "own_case_pending": "the victim's own case is pending",
        "out_of_scope": "no matter for this body",
        "other": "other ground",
    },
    "asserted_by": {
        "undisputed": "nobody disputes it",
        "committee": "the UN body found it",
        "external": "another source",
        "user": "whoever told it",
        "state": "the State",
        "complainant": "the complainant",
    },
    "examination": {
        "forensic_medical": "forensic medical examination",
        "forensic_psychological": "forensic psychological examination",
        "istanbul_protocol": "examination under the Istanbul Protocol",
        "private_medical": "private medical examination",
        "custody_check": "check on admission to custody",
        "hospital": "examination in a hospital",
        "trace": "examination of traces",
        "psychiatric_of_victim": "psychiatric examination of the victim",
        "autopsy": "examination of the dead body",
        "other": "other examination",
    },
    "injuries": {"found": "injuries found", "none": "no injuries found", "unknown": "not known"},
    "form": {
        "preliminary": "preliminary investigation",
        "accelerated": "accelerated investigation",
        "prosecutor_check": "check by a prosecutor",
        "internal_check": "internal check",
        "other": "other form",
    },
    "evidence": {
        "officers_statements": "statements of the officers",
        "victim_statement": "statement of the victim",
        "witnesses": "witnesses",
        "forensic": "forensic report",
        "medical_record": "medical record",
        "video": "video",
        "earlier_decision": "an earlier decision",
        "criminal_judgment": "a judgment in a criminal case",
        "internal_inquiry": "an internal inquiry",
        "other": "other evidence",
    },
    "instructions_met": {"all": "all carried out", "partly": "partly carried out", "none": "none carried out"},
    "forum": {
        "cat": "Committee against Torture",
        "hrc": "Human Rights Committee",
        "special_rapporteur": "Special Rapporteur on torture",
        "wgad": "Working Group on Arbitrary Detention",
        "ecthr": "European Court of Human Rights",
        "other": "other international body",
    },
    "person": {"third_party": "somebody else"},
    "measure": {
        "transfer": "transfer to another place",
        "removal_from_duty": "removal of the official from duty",
        "guard": "guard",
        "no_contact": "no contact with the officials",
        "other": "other measure",
    },
    "sentence": {"suspended": "suspended sentence", "restriction": "restriction of liberty", "none": "no punishment"},
    "counsel": {
        "private": "lawyer by agreement",
        "state_guaranteed": "lawyer paid by the State",
        "ngo": "lawyer of an organisation",
        "unknown": "not known",
    },
    "proceeding": {
        "victim_prosecution": "case against the victim",
        "international": "communication to an international body",
        "civil": "civil claim",
        "disciplinary": "disciplinary proceeding",
        "counter_case": "case over a false report",
        "conditions": "conditions of detention",
    },
    "sex": {"unknown": "not known"},
    "custody": {
        "none": "not in custody",
        "police": "in police custody",
        "temporary_detention": "in a temporary detention facility",
        "remand": "in a remand prison",
        "prison": "in a penal institution",
        "psychiatric": "in a psychiatric institution",
        "military": "in military custody",
        "other": "in another place of detention",
    },
    "body": {
        "internal_security": "internal security unit",
        "anti_corruption": "anti-corruption service",
        "national_security": "body of national security",
        "military": "military body",
        "investigating_court": "investigating judge",
        "detention_facility": "place of detention",
        "forensic": "forensic service",
        "medical": "medical institution",
        "ombudsman": "Commissioner for Human Rights",
        "npm": "National Preventive Mechanism",
        "ngo": "organisation",
        "un_committee": "UN body",
        "other": "other body",
    },
    "branch": {
        "mia": "Ministry of Internal Affairs",
        "gpo": "Prosecutor General's Office",
        "nsc": "National Security Committee",
        "aca": "Anti-Corruption Agency",
        "mod": "Ministry of Defence",
        "moj": "Ministry of Justice",
        "moh": "Ministry of Health",
        "judiciary": "courts",
        "parliament": "Parliament",
        "un": "United Nations",
        "none": "none",
    },
    "group": {},
    "event": EVENTS,
    "field": FIELDS,
    "phase": PHASES,
    "state": STATES,
    "track": TRACKS,
    **LAW,
}

_LISTS: Final[Mapping[str, Iterable[str]]] = {
    "role": words.Role,
    "ground": words.Ground,
    "asserted_by": words.AssertedBy,
    "examination": words.Examination,
    "injuries": words.Injuries,
    "form": words.Form,
    "evidence": words.Evidence,
    "instructions_met": words.InstructionsMet,
    "forum": words.Forum,
    "person": words.Person,
    "measure": words.Measure,
    "sentence": words.SentenceKind,
    "counsel": words.CounselKind,
    "proceeding": words.ProceedingKind,
    "sex": words.Sex,
    "custody": words.Custody,
    "body": words.BodyKind,
    "level": words.Level,
    "branch": words.Branch,
    "group": Group,
    "record": RecordKind,
    "teller": TellerRole,
    "term": sorted({term.name for rule in BOOK.rules for one in rule.versions for term in one.terms}),
}


HELD: Final[Mapping[str, str]] = {
    "role": "role",
    "ground": "ground",
    "asserted_by": "asserted_by",
    "examination": "examination",
    "injuries": "injuries",
    "form": "form",
    "relied_on": "evidence",
    "not_addressed": "evidence",
    "instructions_met": "instructions_met",
    "forum": "forum",
    "person": "person",
    "sentence": "sentence",
    "measure": "measure",
    "counsel": "counsel",
    "sex": "sex",
    "custody": "custody",
    "level": "level",
    "under": "branch",
    "bodies": "body",
    "proceedings": "proceeding",
    "kind": "event",
}
"""Fields that hold a word of a list, and of which: the field `relied_on` holds kinds of evidence."""

DAYS: Final = frozenset({"born", "date", "known_on", "law_known_on", "until"})
"""Fields that hold a day as told."""


def _all() -> Iterable[tuple[str, Mapping[str, str]]]:
    for kind in dict.fromkeys((*_LISTS, *_OWN)):
        own = _OWN.get(kind, {})
        listed = {str(name): str(name).replace("_", " ") for name in _LISTS.get(kind, ())}
        yield kind, MappingProxyType({**listed, **own})


WORDS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(dict(_all()))
"""Kind of name to name to English."""


def english(kind: str, name: str) -> str:
    """
    What a name is called in English; a name that nobody listed is read as words.

    Raises:
        KeyError: there is no such kind of name.
    """
    return WORDS[kind].get(name) or name.replace("_", " ")
