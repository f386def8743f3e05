"""The closed lists of words that fields may hold. Source: chronology format, version 1."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Who acts in an event."""

    VICTIM = "victim"
    RELATIVE = "relative"
    COUNSEL = "counsel"
    NGO = "ngo"
    WITNESS = "witness"
    DOCTOR = "doctor"
    THIRD_PARTY = "third_party"
    OFFICIAL = "official"
    JUDGE = "judge"
    COMMITTEE = "committee"
    SUSPECT = "suspect"


class Ground(StrEnum):
    """A stated legal ground that is not a rule id."""

    NO_EVENT = "no_event"
    NO_ELEMENTS = "no_elements"
    NOT_PROVEN = "not_proven"
    LACK_OF_EVIDENCE = "lack_of_evidence"
    LIMITATION = "limitation"
    RECONCILIATION = "reconciliation"
    AMNESTY = "amnesty"
    DEATH_OF_SUSPECT = "death_of_suspect"
    ILLNESS_OF_SUSPECT = "illness_of_suspect"
    UNKNOWN_SUSPECT = "unknown_suspect"
    EXPERT_EXAMINATION = "expert_examination"
    SUSPECT_ABSENT = "suspect_absent"
    EARLIER_DECISION = "earlier_decision"
    OWN_CASE_PENDING = "own_case_pending"
    OUT_OF_SCOPE = "out_of_scope"
    OTHER = "other"


class AssertedBy(StrEnum):
    """Whose word an event rests on."""

    COMPLAINANT = "complainant"
    STATE = "state"
    UNDISPUTED = "undisputed"
    COMMITTEE = "committee"
    EXTERNAL = "external"
    USER = "user"


class Examination(StrEnum):
    """What kind of look was taken at a person or a trace."""

    FORENSIC_MEDICAL = "forensic_medical"
    FORENSIC_PSYCHOLOGICAL = "forensic_psychological"
    ISTANBUL_PROTOCOL = "istanbul_protocol"
    PRIVATE_MEDICAL = "private_medical"
    CUSTODY_CHECK = "custody_check"
    HOSPITAL = "hospital"
    TRACE = "trace"
    PSYCHIATRIC_OF_VICTIM = "psychiatric_of_victim"
    AUTOPSY = "autopsy"
    OTHER = "other"


class Injuries(StrEnum):
    """What an examination found."""

    FOUND = "found"
    NONE = "none"
    UNKNOWN = "unknown"


class Form(StrEnum):
    """The form of a check or an investigation."""

    INQUIRY = "inquiry"
    PRELIMINARY = "preliminary"
    ACCELERATED = "accelerated"
    PROSECUTOR_CHECK = "prosecutor_check"
    INTERNAL_CHECK = "internal_check"
    OTHER = "other"


class Evidence(StrEnum):
    """What a decision relied on, or left out."""

    OFFICERS_STATEMENTS = "officers_statements"
    VICTIM_STATEMENT = "victim_statement"
    WITNESSES = "witnesses"
    FORENSIC = "forensic"
    MEDICAL_RECORD = "medical_record"
    VIDEO = "video"
    EARLIER_DECISION = "earlier_decision"
    CRIMINAL_JUDGMENT = "criminal_judgment"
    INTERNAL_INQUIRY = "internal_inquiry"
    OTHER = "other"


class InstructionsMet(StrEnum):
    """How far a decision did what a quashing had ordered."""

    ALL = "all"
    PARTLY = "partly"
    NONE = "none"


class Forum(StrEnum):
    """The international body addressed."""

    CAT = "cat"
    HRC = "hrc"
    SPECIAL_RAPPORTEUR = "special_rapporteur"
    WGAD = "wgad"
    ECTHR = "ecthr"
    OTHER = "other"


class Person(StrEnum):
    """Whom an act concerns."""

    VICTIM = "victim"
    OFFICIAL = "official"
    THIRD_PARTY = "third_party"


class Measure(StrEnum):
    """A measure of safety."""

    TRANSFER = "transfer"
    REMOVAL_FROM_DUTY = "removal_from_duty"
    GUARD = "guard"
    NO_CONTACT = "no_contact"
    MEDICAL_CARE = "medical_care"
    OTHER = "other"


class SentenceKind(StrEnum):
    """The kind of a sentence."""

    IMPRISONMENT = "imprisonment"
    SUSPENDED = "suspended"
    FINE = "fine"
    RESTRICTION = "restriction"
    NONE = "none"


class CounselKind(StrEnum):
    """Where a lawyer comes from."""

    PRIVATE = "private"
    STATE_GUARANTEED = "state_guaranteed"
    NGO = "ngo"
    UNKNOWN = "unknown"


class ProceedingKind(StrEnum):
    """What a proceeding is about. Only `complaint` runs the six phases."""

    COMPLAINT = "complaint"
    VICTIM_PROSECUTION = "victim_prosecution"
    INTERNATIONAL = "international"
    CIVIL = "civil"
    DISCIPLINARY = "disciplinary"
    COUNTER_CASE = "counter_case"
    CONDITIONS = "conditions"


class Sex(StrEnum):
    """The victim's sex as recorded."""

    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"


class Custody(StrEnum):
    """Who held the victim at the time of the act."""

    NONE = "none"
    POLICE = "police"
    TEMPORARY_DETENTION = "temporary_detention"
    REMAND = "remand"
    PRISON = "prison"
    PSYCHIATRIC = "psychiatric"
    MILITARY = "military"
    OTHER = "other"


class BodyKind(StrEnum):
    """What an authority is."""

    POLICE = "police"
    INTERNAL_SECURITY = "internal_security"
    PROSECUTOR = "prosecutor"
    SPECIAL_PROSECUTOR = "special_prosecutor"
    ANTI_CORRUPTION = "anti_corruption"
    NATIONAL_SECURITY = "national_security"
    MILITARY = "military"
    INVESTIGATING_COURT = "investigating_court"
    COURT = "court"
    DETENTION_FACILITY = "detention_facility"
    PENAL_COLONY = "penal_colony"
    FORENSIC = "forensic"
    MEDICAL = "medical"
    MINISTRY = "ministry"
    OMBUDSMAN = "ombudsman"
    NPM = "npm"
    NGO = "ngo"
    UN_COMMITTEE = "un_committee"
    OTHER = "other"


class Level(StrEnum):
    """How far an authority reaches."""

    DISTRICT = "district"
    CITY = "city"
    REGION = "region"
    NATIONAL = "national"
    INTERNATIONAL = "international"


class Branch(StrEnum):
    """The top of a line of command."""

    MIA = "mia"
    GPO = "gpo"
    NSC = "nsc"
    ACA = "aca"
    MOD = "mod"
    MOJ = "moj"
    MOH = "moh"
    JUDICIARY = "judiciary"
    PARLIAMENT = "parliament"
    UN = "un"
    NONE = "none"
