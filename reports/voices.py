"""In which words a report speaks: the English of the command line, or a language of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from languages import Speech


def words(name: str) -> str:
    """A name of a field or a kind as words."""
    return name.replace("_", " ")


class Voice:
    """English, with the names of the code read as words: what the command line prints."""

    language: str = "en"

    def text(self, message: str, **values: str) -> str:
        """A sentence with its gaps filled."""
        return message.format_map(values)

    def name(self, kind: str, name: str) -> str:
        """A name of the code: `kind` says what it is a name of (`languages.vocabulary.WORDS`)."""
        del kind
        return words(name)

    def state(self, name: str) -> str:
        """A state of a machine."""
        return name

    def machine(self, path: str) -> str:
        """A machine, such as `appeal/e30`."""
        return path

    def value(self, field: str, told: str) -> str:
        """What a field holds."""
        del field
        return told

    def said(self, sentence: str) -> str:
        """A title or another phrase of the rulebook."""
        return sentence

    def article(self, number: str) -> str:
        """An article of the rulebook."""
        return number

    def day(self, told: str) -> str:
        """A day as told."""
        return told

    def moment(self, instant: str) -> str:
        """A moment of a record as people read it."""
        return f"{instant[:10]} {instant[11:19]} UTC"

    def finding(self, rule: str) -> str:
        """A finding."""
        return words(rule)


PLAIN: Final = Voice()
"""The voice of the command line."""


class Spoken(Voice):
    """A language of the pages; moments as the clock of `zone` shows them."""

    def __init__(self, speech: Speech, zone: str = "UTC") -> None:
        self._speech, self._zone = speech, zone
        self.language = speech.language

    def text(self, message: str, **values: str) -> str:
        """A sentence with its gaps filled."""
        return self._speech.text(message).format_map(values)

    def name(self, kind: str, name: str) -> str:
        """A name of the code, as the vocabulary of the language has it."""
        return self._speech.word(kind, name)

    def state(self, name: str) -> str:
        """A state of a machine, as the vocabulary of the language has it."""
        return self._speech.word("state", name)

    def machine(self, path: str) -> str:
        """A machine by what it is about, with the name that the case gives it."""
        kind, _, name = path.partition("/")
        return f"{self._speech.word('track', kind)} {name}".rstrip()

    def value(self, field: str, told: str) -> str:
        """What a field holds: a word of its list, a day, or what somebody typed."""
        return self._speech.value(field, told)

    def said(self, sentence: str) -> str:
        """A title or another phrase of the rulebook."""
        return self._speech.said(sentence)

    def article(self, number: str) -> str:
        """An article as the language cites it."""
        return self._speech.article(number)

    def day(self, told: str) -> str:
        """A day in words."""
        return self._speech.day(told)

    def moment(self, instant: str) -> str:
        """A moment in the zone of the reader."""
        return self._speech.moment(instant, self._zone)

    def finding(self, rule: str) -> str:
        """A finding by its title."""
        return self._speech.finding(rule)
