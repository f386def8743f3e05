"""
Findings: facts that the law or a treaty body relies on, never verdicts.

    find(facts, as_of) -> tuple[Finding, ...]

Every rule is one function of the name that the data gives it (`law/data/findings`, `docs/findings.md`). A finding is
certain where it holds for every reading of the dates and of what is recorded, and possible where it holds for some, or
where something that would decide it is not recorded.
"""

from lifecycle.findings.facts import Facts, facts_of
from lifecycle.findings.table import RULES, find

__all__ = ["RULES", "Facts", "facts_of", "find"]
