"""Bad law data is refused with file, rule, key and what would be right."""

from __future__ import annotations

import pytest

from law.reading import read_rulebook
from models.errors import LawError

SOURCES = b"sources:\n  code: {title: The code, seen: true}\n"
RULE = b"""instrument: The code
rules:
  - id: a-rule
    title: A rule
    article: 1(1)
    kind: duty
    group: all
    versions:
      - label: present
        in_force_from: 2015-01-01
        in_force_to: null
        entered_on: 2026-11-23
        checked_on: 2026-11-23
        confidence: text-seen
        says: Something.
        sources: [{id: code, locator: art. 1}]
"""


def test_the_smallest_rulebook_is_read() -> None:
    """One source and one rule make a rulebook; the source is written out in the version."""
    book = read_rulebook({"sources.yaml": SOURCES, "a.yaml": RULE})
    source = book.rule("a-rule").versions[0].sources[0]
    assert (source.title, source.locator, source.seen) == ("The code", "art. 1", True)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"rules: [", "a.yaml: is no readable YAML"),
        (b"\xff\xfe\x00", "a.yaml: is no readable YAML"),
        (b"- 1\n", "a.yaml: holds no mapping"),
        (b"instrument: x\ninstrument: y\nrules: []\n", "a key stands twice"),
        (b"instrument: x\nrules: []\nrule: []\n", "a.yaml: holds rule; its keys are instrument and rules"),
        (b"instrument: x\nrules: {}\n", "holds no list of rules"),
        (b"instrument: x\nrules: [1]\n", "rule 1 is no mapping"),
        (b"instrument: x\nrules: [!!python/object:os.system {}]\n", "is no readable YAML"),
        (RULE.replace(b"instrument: The code\n", b""), "rule a-rule: instrument: "),
        (RULE.replace(b"kind: duty", b"kind: habit"), "rule a-rule: kind: "),
        (RULE.replace(b"    title: A rule\n", b""), "rule a-rule: title: Field required"),
        (RULE.replace(b"2015-01-01", b"2015-02-30"), "is no readable YAML"),
        (RULE.replace(b"2015-01-01", b"2015"), "versions.0.in_force_from: "),
        (RULE.replace(b"id: code", b"id: cod"), "version 'present': sources: 'cod' is not described"),
        (RULE.replace(b"        sources: [{id: code, locator: art. 1}]\n", b""), "sources: is missing"),
        (RULE.replace(b"group: all", b"group: all\n    see: [other]"), "see: there is no rule other"),
        (RULE + RULE.split(b"rules:\n")[1], "rule a-rule: stands already in a.yaml"),
    ],
)
def test_bad_data_is_refused(data: bytes, says: str) -> None:
    """Each fault names the file and the place."""
    with pytest.raises(LawError) as caught:
        read_rulebook({"sources.yaml": SOURCES, "a.yaml": data})
    assert says in str(caught.value)
    assert "a.yaml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_sources_must_be_a_mapping() -> None:
    """A file of sources that is no mapping is refused by its name."""
    with pytest.raises(LawError, match=r"sources\.yaml: sources: must be a mapping"):
        read_rulebook({"sources.yaml": b"sources: []\n", "a.yaml": RULE})
