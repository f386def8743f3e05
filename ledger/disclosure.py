"""
What a record says of its payload, so that some fields can be shown and the others withheld.

A payload's digest is taken over one digest for each field. Every field has a salt of its own, made from the one salt
that is kept with the payload: showing a field shows its salt and no other, so the withheld ones cannot be guessed.
What a withheld field still tells is that it was filled. Source: docs/proof.md, "Payload".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from ledger.canonical import canonical, digest, encode, said
from models.case import Header
from models.errors import IntegrityError, RefusedError
from models.events import Event
from models.records import Opening, Payload, SealedHistory

SALT_SIZE: Final = 16
"""Bytes of a field's salt."""

FIELDS: Final = frozenset(
    {f"event.{key}" for key in Event.model_fields}
    | {f"opening.{key}" for key in Opening.model_fields if key != "header"}
    | {f"opening.header.{key}" for key in Header.model_fields}
    | {f"history.{key}" for key in SealedHistory.model_fields}
    | {key for key in Payload.model_fields if key not in {"salt", "event", "opening", "history"}}
)
"""Every name that a field of a payload can have."""

_BLOCK: Final = 64
_INNER: Final = bytes(byte ^ 0x36 for byte in range(256))
_OUTER: Final = bytes(byte ^ 0x5C for byte in range(256))
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*")
_SALT: Final = re.compile(r"[0-9a-f]{32}")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Shown:
    """A field that is shown: its salt (hexadecimal, 16 bytes) and its value as plain JSON."""

    salt: str
    value: Any


@dataclass(frozen=True, slots=True)
class Disclosed:
    """A payload of which some fields are `shown`; of the `withheld` ones only the digests are given."""

    shown: Mapping[str, Shown]
    withheld: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        """As it is written in a bundle: `{"shown": {name: [salt, value]}, "withheld": {name: digest}}`."""
        shown = {name: [field.salt, field.value] for name, field in self.shown.items()}
        return {"shown": shown, "withheld": dict(self.withheld)}

    @classmethod
    def from_json(cls, value: object) -> Disclosed:
        """
        Read what `to_json` wrote.

        Raises:
            IntegrityError: it has another shape.
        """
        match value:
            case {"shown": dict(shown), "withheld": dict(withheld), **rest} if not rest:
                fields = {name: _shown(name, pair) for name, pair in shown.items()}
            case _:
                raise IntegrityError('a disclosed payload: must hold "shown" and "withheld", each with field names')
        for name, said_digest in withheld.items():
            if not isinstance(said_digest, str) or not _DIGEST.fullmatch(said_digest):
                raise IntegrityError(f"a disclosed payload, field {name!r}: its digest must be 64 hexadecimal digits")
        return cls(fields, withheld)


def payload_digest(payload: Payload) -> str:
    """
    What a record says of its payload: 64 hexadecimal digits.

    Raises:
        IntegrityError: a number that JSON cannot carry exactly.
    """
    salt = _salts(payload)
    return _over({name: _digest(name, salt(name), value) for name, value in fields_of(payload).items()})


def holds(payload: Payload, said_digest: str) -> bool:
    """
    Whether this is the payload that a record names by `said_digest`.

    The first ledgers digest a payload as a whole: their records hold for ever, but show all of a payload or nothing.
    """
    return said_digest == payload_digest(payload) or said_digest == digest(canonical(payload))


def fields_of(payload: Payload) -> dict[str, Any]:
    """The fields of a payload that say something, by name: `event.summary`, `opening.header.case`, `raw`."""
    told = said(payload)
    del told["salt"]
    return _flat("", told, deep=("event", "opening", "opening.header", "history"))


def disclose(payload: Payload, withheld: Collection[str]) -> Disclosed:
    """
    The payload with the fields named in `withheld` replaced by their digests; its digest stays the same.

    Raises:
        RefusedError: a name that no payload can have; a slip must not show what was to be withheld.
    """
    unknown = sorted(set(withheld) - FIELDS)
    if unknown:
        raise RefusedError(f"no payload has a field {unknown[0]!r}; say it as in event.summary or opening.header.case")
    salt, shown, hidden = _salts(payload), {}, {}
    for name, value in fields_of(payload).items():
        if name in withheld:
            hidden[name] = _digest(name, salt(name), value)
        else:
            shown[name] = Shown(salt(name), value)
    return Disclosed(shown, hidden)


def check(disclosed: Disclosed, said_digest: str) -> None:
    """
    Hold a disclosed payload to the digest that its record names.

    Raises:
        IntegrityError: a field was changed, added or left out, stands in it twice, or has a name that no field has.
    """
    strange = [name for name in (*disclosed.shown, *disclosed.withheld) if not _NAME.fullmatch(name)]
    if strange:
        raise IntegrityError(f"a disclosed payload: {strange[0]!r} is no name of a field")
    twice = sorted(disclosed.shown.keys() & disclosed.withheld.keys())
    if twice:
        raise IntegrityError(f"a disclosed payload: field {twice[0]!r} is both shown and withheld")
    try:
        found = {name: _digest(name, field.salt, field.value) for name, field in disclosed.shown.items()}
    except ValueError:
        raise IntegrityError("a disclosed payload: holds a value that canonical JSON cannot write") from None
    if _over(found | dict(disclosed.withheld)) != said_digest:
        raise IntegrityError("a disclosed payload is not the one that its record was written for; a field was changed")


def _flat(prefix: str, value: dict[str, Any], deep: tuple[str, ...]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, item in value.items():
        name = prefix + key
        if name in deep:
            flat.update(_flat(f"{name}.", item, deep))
        else:
            flat[name] = item
    return flat


def _salts(payload: Payload) -> Callable[[str], str]:
    """
    The salt of each field: the first half of HMAC-SHA-256 over the field's name, keyed with the payload's salt.

    Written out, because `hmac.digest` takes twice as long for so few bytes. Source: RFC 2104, section 2.
    """
    key = bytes.fromhex(payload.salt).ljust(_BLOCK, b"\0")
    inner, outer = key.translate(_INNER), key.translate(_OUTER)

    def salt(name: str) -> str:
        return sha256(outer + sha256(inner + name.encode()).digest()).hexdigest()[: 2 * SALT_SIZE]

    return salt


def _digest(name: str, salt: str, value: object) -> str:
    """SHA-256 of the canonical JSON of `[salt, name, value]`; salt and name need no escapes."""
    return sha256(f'["{salt}","{name}",'.encode() + encode(value) + b"]").hexdigest()


def _over(digests: Mapping[str, str]) -> str:
    """SHA-256 of the canonical JSON of the object of digests; neither names nor digests need escapes."""
    return digest(("{" + ",".join([f'"{name}":"{digests[name]}"' for name in sorted(digests)]) + "}").encode())


def _shown(name: str, pair: object) -> Shown:
    match pair:
        case [str(salt), value] if _SALT.fullmatch(salt):
            return Shown(salt, value)
    raise IntegrityError(f"a disclosed payload, field {name!r}: must be a list of its salt (32 digits) and its value")
