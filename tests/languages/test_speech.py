"""Days, numbers, lengths and words in each language."""

# ruff: noqa: RUF001 (what is said is Russian and Kazakh)

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from languages import LANGUAGES, translator
from law.wording import ENGLISH


@pytest.mark.parametrize(
    ("told", "en", "ru", "kk"),
    [
        ("2023-10-09", "9 October 2023", "9 октября 2023 года", "2023 жылғы 9 қазан"),
        ("2007-04", "April 2007", "апрель 2007 года", "2007 жылғы сәуір"),
        ("2007", "2007", "2007 год", "2007 жыл"),
        ("2023-10-09T24:00", "9 October 2023, 24:00", "9 октября 2023 года, 24:00", "2023 жылғы 9 қазан, 24:00"),
        ("as typed", "as typed", "as typed", "as typed"),
        ("2023-13-45", "2023-13-45", "2023-13-45", "2023-13-45"),
    ],
)
def test_a_day_is_said_as_far_as_it_is_known(told: str, en: str, ru: str, kk: str) -> None:
    """A month stays a month and a year a year; what is no date stays as it is."""
    assert [translator(language).day(told) for language in ("en", "ru", "kk")] == [en, ru, kk]


def test_a_day_after_since_has_its_form() -> None:
    """Russian inflects months and years after a preposition; an unknown day is said as a whole."""
    said = [translator("ru").since(told) for told in ("2007-03-29", "2007-04", "2007", "unknown")]

    assert said == ["с 29 марта 2007 года", "с апреля 2007 года", "с 2007 года", "день начала неизвестен"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_spans_and_unknown_days_are_said(language: str) -> None:
    """Two days become two days in words, and `unknown` is not left in English."""
    speech = translator(language)
    first, last = speech.day("2007-04-01"), speech.day("2007-05-02")

    assert first in speech.day("2007-04-01/2007-05-02")
    assert last in speech.day("2007-04-01 to 2007-05-02")
    assert speech.day("unknown") == speech.day(None) != "unknown"


def test_the_day_of_the_week_follows_the_date_in_russian() -> None:
    """The English order is not kept where the language has another."""
    assert translator("en").day("2023-10-09", weekday=True) == "Monday 9 October 2023"
    assert translator("ru").day("2023-10-09", weekday=True) == "9 октября 2023 года (понедельник)"


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "1 месяц"), (2, "2 месяца"), (5, "5 месяцев"), (11, "11 месяцев"), (21, "21 месяц"), (22, "22 месяца")],
)
def test_a_length_takes_the_russian_form_of_its_number(number: int, said: str) -> None:
    """One, few and many are three forms, and eleven is many."""
    text = translator("ru").say("last.calendar", {"length": f"{number} months", "day": "2023-10-09"}, ENGLISH)

    assert f"({said})" in text


def test_a_threshold_is_said_in_the_case_that_follows() -> None:
    """After `within` and `not less than` Russian wants another form than beside a bare number."""
    assert "не менее 2 лет" in translator("ru").finding("excessive_length", "holds")
    assert "в течение 1 года" in translator("ru").finding("reopened_after_un", "holds")


def test_a_provision_is_said_whole() -> None:
    """Article, instrument, version, act, debtor, length and trigger all come out in the language."""
    values = {
        "place": "105(2), Criminal Procedure Code of 4 July 2014 No. 231-V (CPC)",
        "version": "code of 2014",
        "act_due": "decision and notice (general)",
        "owed_by": "prosecutor / head of unit",
        "length": "7 calendar_days",
        "trigger": "receipt of the complaint",
    }

    assert translator("ru").say("provision", values, ENGLISH) == (
        "Уголовно-процессуальный кодекс от 4 июля 2014 года № 231-V (УПК), ст. 105(2) (кодекс 2014 года): решение и "
        "уведомление (общий срок); обязан: прокурор, начальник подразделения; срок: 7 суток, начало отсчёта — "
        "получение жалобы."
    )


def test_a_moment_is_said_by_the_clock_of_the_reader() -> None:
    """An instant of a record is shown in the zone asked for; one without an offset is refused."""
    speech = translator("ru")

    assert speech.moment("2026-11-23T20:30:00.000000Z", "Asia/Almaty") == "24 ноября 2026 года, 01:30"
    assert speech.moment(datetime(2026, 11, 23, 20, 30, tzinfo=UTC), UTC) == "23 ноября 2026 года, 20:30"
    with pytest.raises(ValueError, match="says no offset"):
        speech.moment("2026-11-23T20:30:00", UTC)


def test_one_english_word_may_be_several() -> None:
    """What a name is a name of decides its word."""
    speech = translator("ru")

    assert speech.word("state", "pending.suspended") != speech.word("state", "investigation.suspended")
    assert speech.word("event", "registered") == "зарегистрировано"
    assert speech.word("event", "a_kind_of_tomorrow") == "a kind of tomorrow"
    with pytest.raises(KeyError):
        speech.word("no such kind", "registered")


def test_values_of_fields_are_said_by_their_lists() -> None:
    """A word of a list is translated, what somebody typed is not."""
    speech = translator("ru")

    assert speech.value("relied_on", "video") == "видеозапись"
    assert speech.value("summary", "video") == "video"
    assert speech.value("born", "1980") == "1980 год"


def test_articles_of_the_code_of_1997_are_cited() -> None:
    """Also where the article has parts, by its id and as judgements write it."""
    speech = translator("kk")

    assert speech.article("kz1997-pc-104-1") == "1997 жылғы кодекстегі 104(1)-бап"
    assert speech.article("347-1 of the code of 1997") == "1997 жылғы кодекстегі 347-1-бап"
    assert translator("ru").article("kz1997-pc-347-1") == "ст. 347-1 кодекса 1997 года"


def test_an_unknown_language_is_refused() -> None:
    """Nobody gets English by mistyping."""
    with pytest.raises(ValueError, match="'de' is no language of Aryz; it speaks en, ru, kk"):
        translator("de")
