"""Nothing that Aryz says is left untranslated, and the catalogues hold what the code and the data say today."""

from __future__ import annotations

import pytest

from tests.languages.catalogues import PAIRS, english, messages, told
from tests.languages.extract import ROOT, fresh


@pytest.mark.parametrize(("language", "domain"), PAIRS)
def test_every_message_is_translated(language: str, domain: str) -> None:
    """Each message has every form of its translation."""
    missing = [english(one)[0] for one in messages(language, domain) if not all(told(one))]

    assert missing == []


def test_the_catalogues_are_fresh() -> None:
    """`make messages` would change nothing."""
    stale = [name for name, text in fresh().items() if (ROOT / name).read_bytes() != text]

    assert stale == []
