"""Hundreds of changed bundles: the verifier that travels and the project's own check give the same verdict on each."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pytest

from ledger.canonical import encode
from ledger.keytext import COSIGNATURE, ED25519, SignerKey
from tests.verifier.bundles import CASE, LOG, WITNESS, judged, relisted, unzipped, whole, zipped

Files = dict[str, bytes]
Change = Callable[[Files, random.Random], Files]
OTHER: Final = "rakishev"
PARTS: Final = ("records.jsonl", "payloads.jsonl", "proofs.jsonl", "law.jsonl")
NOTES: Final = ("checkpoint.txt", "head.txt")
NUMBERS: Final = ("-1", "1.0", "1e3", "true", "null", '"1"', "[]", str(2**53), "9" * 5000, "00", "-0")
TEXTS: Final = (
    b"\xff",
    b"\xe2\x80\xa8",
    b"\xc2\x85",
    b"\x00",
    b"\r",
    b"\t",
    b"\\ud800",
    b"\xef\xbb\xbf",
    b"\n\n",
    b"+",
)


def lines(files: Mapping[str, bytes], name: str) -> list[bytes]:
    """The lines of a file, each with its newline."""
    return files[name].splitlines(keepends=True)


def byte(files: Files, chance: random.Random) -> Files:
    """A byte of one file, whatever it is, is another."""
    name = chance.choice([*PARTS, *NOTES, "keys.txt", "bundle.json"])
    data = bytearray(files[name])
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return {**files, name: bytes(data)}


def mended_byte(files: Files, chance: random.Random) -> Files:
    """The same, and the list says what is there now."""
    changed = byte(files, chance)
    return changed if changed["bundle.json"] != files["bundle.json"] else relisted(changed)


def insertion(files: Files, chance: random.Random) -> Files:
    """Bytes that a text should not hold stand somewhere."""
    name = chance.choice([*PARTS, *NOTES, "keys.txt"])
    place = chance.randrange(len(files[name]) + 1)
    return relisted({**files, name: files[name][:place] + chance.choice(TEXTS) + files[name][place:]})


def line(files: Files, chance: random.Random) -> Files:
    """A line is left out, stands twice, stands elsewhere, lacks its end, or is empty."""
    name = chance.choice([*PARTS, *NOTES, "keys.txt"])
    held = lines(files, name)
    at, to = chance.randrange(len(held)), chance.randrange(len(held))
    moved = [*held[:at], *held[at + 1 :]]
    choices = [
        moved,
        [*held, held[at]],
        [*moved[:to], held[at], *moved[to:]],
        [*held[:at], held[at].rstrip(b"\n"), *held[at + 1 :]],
        [*held[:at], b"\n", *held[at:]],
        held[:at],
    ]
    return relisted({**files, name: b"".join(chance.choice(choices))})


def swap(files: Files, chance: random.Random) -> Files:
    """One or two files are those of another case of the same ledger."""
    other = whole(OTHER)
    names = chance.sample([*PARTS, *NOTES, "timeline.html"], chance.choice([1, 2]))
    return relisted({**files, **{name: other[name] for name in names}})


def swapped_line(files: Files, chance: random.Random) -> Files:
    """One line is that of another case."""
    name = chance.choice(PARTS)
    held, others = lines(files, name), lines(whole(OTHER), name)
    held[chance.randrange(len(held))] = chance.choice(others)
    return relisted({**files, name: b"".join(held)})


def value(files: Files, chance: random.Random) -> Files:
    """A value of a line is another, of whatever kind; the line is written canonically again."""
    name = chance.choice(PARTS)
    held = lines(files, name)
    at = chance.randrange(len(held))
    found = json.loads(held[at])
    key = chance.choice(sorted(found))
    found[key] = json.loads(chance.choice(["-1", "true", "null", '"1"', "[]", "{}", "[[]]", '["é"]', "7", '{"a":{}}']))
    held[at] = encode(found) + b"\n"
    return relisted({**files, name: b"".join(held)})


def digits(files: Files, chance: random.Random) -> Files:
    """A number is written as no number of a bundle is."""
    name = chance.choice(["records.jsonl", "payloads.jsonl", "proofs.jsonl"])
    held = lines(files, name)
    at = chance.randrange(len(held))
    said = json.loads(held[at])["seq"]
    held[at] = held[at].replace(b'"seq":%d' % said, b'"seq":%s' % chance.choice(NUMBERS).encode(), 1)
    return relisted({**files, name: b"".join(held)})


def twice(files: Files, chance: random.Random) -> Files:
    """A key stands twice, or one is there that nobody knows."""
    name = chance.choice([*PARTS, "bundle.json"])
    held = lines(files, name)
    at = chance.randrange(len(held))
    found = json.loads(held[at])
    key = chance.choice([*sorted(found), "more"])
    held[at] = b'{"%s":%s,' % (key.encode(), encode(found.get(key, 1))) + held[at][1:]
    changed = {**files, name: b"".join(held)}
    return changed if name == "bundle.json" else relisted(changed)


def letters(files: Files, chance: random.Random) -> Files:
    """Hexadecimal in upper case, spaces between values, escapes that need not be."""
    name = chance.choice(PARTS)
    held = lines(files, name)
    at = chance.randrange(len(held))
    choices = [
        held[at].upper(),
        held[at].replace(b":", b": "),
        held[at].replace(b"e", b"\\u0065"),
        held[at].replace(b"a", b"A", 1),
        json.dumps(json.loads(held[at])).encode() + b"\n",
    ]
    held[at] = chance.choice(choices)
    return relisted({**files, name: b"".join(held)})


def keys(files: Files, chance: random.Random) -> Files:
    """The keys that travel are others, damaged, or of another kind: the key that was given counts."""
    forger = SignerKey(LOG.name, chance.choice([ED25519, COSIGNATURE]), b"f" * 32).verifier.text.encode()
    own = LOG.verifier.text.encode()
    choices = [
        b"",
        forger,
        forger + b"\n" + own,
        own.lower(),
        own + b"\r\n\r\n ",
        b"a+b+c",
        own + b"\n" + own,
        own[:-4],
    ]
    return relisted({**files, "keys.txt": chance.choice(choices)})


def signature(files: Files, chance: random.Random) -> Files:
    """A signature stands twice, lost its padding, is another's, or is a witness's alone."""
    name = chance.choice(NOTES)
    held = lines(files, name)
    start = held.index(b"\n") + 1
    at = chance.randrange(start, len(held))
    choices = [
        [*held, held[at]],
        [*held[:at], *held[at + 1 :]],
        [*held[:at], held[at].replace(b"=", b""), *held[at + 1 :]],
        [*held[:at], held[at].replace(b"\xe2\x80\x94", b"-"), *held[at + 1 :]],
        [*held, "— stranger.example aGVsbG8gd29ybGQ=\n".encode()],
        [*held, "— stranger\u00a0example aGVsbG8gd29ybGQ=\n".encode()],
        held * 60,
        [*held[: start - 1], b"more\n", *held[start - 1 :]],
    ]
    return relisted({**files, name: b"".join(chance.choice(choices))})


CHANGES: Final = (
    *(byte, mended_byte, insertion, line, swap, swapped_line),
    *(value, digits, twice, letters, keys, signature),
)
HARMLESS: Final = {"keys.txt", "timeline.html"}
"""What is not believed anyway, since the key was given, and what is for people."""


@pytest.mark.parametrize("seed", range(34))
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_one_verdict(tmp_path: Path, change: Change, seed: int) -> None:
    """Both say the same; and where both say that it holds, what was recorded, told and signed is what it was."""
    path = tmp_path / "case.zip"
    before = dict(whole())
    after = change(before, random.Random(f"{change.__name__} {seed}"))  # noqa: S311 (tests are repeatable)
    path.write_bytes(zipped(after))
    found = judged(path)
    if found.status == 0:
        assert all(meaning(after, name) <= meaning(before, name) for name in before)
        assert meaning(after, "records.jsonl") == meaning(before, "records.jsonl")
        assert found.report["erased"] == len(lines(before, "payloads.jsonl")) - len(lines(after, "payloads.jsonl"))


def meaning(files: Mapping[str, bytes], name: str) -> set[bytes]:
    """What a file says, whichever way JSON may write it, and without what is not believed."""
    if name in HARMLESS or name == "bundle.json":
        return set()
    if name == "law.jsonl":
        cited = {(one["rule"], one["version"]) for one in map(json.loads, lines(whole(), name))}
        found = [json.loads(one) for one in lines(files, name)]
        return {encode(one) for one in found if (one["rule"], one["version"]) in cited}
    if name in {"payloads.jsonl", "proofs.jsonl"}:
        return {encode(json.loads(one)) for one in lines(files, name)}
    known = (LOG.name.encode(), WITNESS.name.encode())
    signed = [one for one in lines(files, name) if one.startswith("— ".encode())]
    return {one for one in lines(files, name) if one not in signed or one.split()[1] in known}


@pytest.mark.parametrize("seed", range(60))
def test_bytes_of_the_zip(tmp_path: Path, seed: int) -> None:
    """Bytes of the zip itself changed, cut off, added or moved: one verdict; what is accepted is the bundle itself."""
    chance, path = random.Random(seed), tmp_path / "case.zip"  # noqa: S311 (tests are repeatable)
    data = bytearray(zipped(whole()))
    at = chance.randrange(len(data)) if seed % 2 else len(data) - 1 - chance.randrange(900)  # the list is at the end
    match seed % 5:
        case 0:
            del data[at:]
        case 1:
            data[at:at] = chance.randbytes(chance.randrange(1, 40))
        case 2:
            del data[at : at + chance.randrange(1, 40)]
        case _:
            for _ in range(3):
                data[at] = chance.randrange(256)
                at = min(len(data) - 1, at + chance.randrange(30))
    path.write_bytes(bytes(data))
    found = judged(path)  # which insists that both say the same
    assert found.status == 3 or unzipped(path) == whole()


@pytest.mark.parametrize(
    ("keys", "witnesses", "status"),
    [
        ([LOG.verifier.text], [WITNESS.verifier.text], 0),
        ([], [], 0),
        ([LOG.verifier.text, SignerKey(LOG.name, ED25519, b"n" * 32).verifier.text], [], 0),
        ([LOG.verifier.text, SignerKey("another.example", ED25519, b"n" * 32).verifier.text], [], 0),
        ([SignerKey(LOG.name, ED25519, b"n" * 32).verifier.text], [], 3),
        ([SignerKey("another.example", ED25519, b"l" * 32).verifier.text], [], 3),
        ([WITNESS.verifier.text], [], 3),
        ([], [SignerKey("absent.example", COSIGNATURE, b"n" * 32).verifier.text], 3),
        ([], [LOG.verifier.text], 3),
        (["a+b+c"], [], 3),
        ([f" {LOG.verifier.text}\n"], [], 0),
        ([LOG.verifier.text.replace("+", "+0", 1)], [], 3),
    ],
)
def test_whose_key(tmp_path: Path, keys: list[str], witnesses: list[str], status: int) -> None:
    """A key of the same name, of the same bytes under another name, of a witness: only the ledger's own key will do."""
    path = tmp_path / "case.zip"
    path.write_bytes(zipped(whole()))
    assert judged(path, keys, witnesses).status == status


def test_cases_do_not_lend_each_other_anything(tmp_path: Path) -> None:
    """Every single file of another case's bundle is found, but the law that both rely on and what nobody checks."""
    for name in (*PARTS, *NOTES):
        path = tmp_path / "case.zip"
        path.write_bytes(zipped(relisted({**whole(), name: whole(OTHER)[name]})))
        found = judged(path)
        assert found.status == 3 or name == "law.jsonl", (CASE, name)
