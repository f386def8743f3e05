"""What a document is, told by its bytes; how its name is made safe."""

from __future__ import annotations

import io
import secrets
import zipfile

import pytest

from store.document_kinds import BYTES, DOCX, ENDINGS, ODT, XLSX, ZIPPED, Looking
from store.document_names import file_name, safe_name
from store.document_zip import kind_of_zip
from store.opening import Store
from tests.store.documents import PDF, PNG, brought, case, docx, zipped

JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0" + bytes(40)
FRAME = b"\xff\xfb\x90\x64" + bytes(413)
SAMPLES = {
    "application/pdf": PDF,
    "image/png": PNG,
    "image/jpeg": JPEG,
    "image/tiff": b"II*\0\x08\0\0\0" + bytes(50),
    "image/heic": b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic" + bytes(40),
    "audio/mp4": b"\0\0\0\x18ftypM4A \0\0\0\0mp42isom" + bytes(40),
    "video/mp4": b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" + bytes(40),
    "audio/mpeg": FRAME + FRAME,
    "audio/ogg": b"OggS\0\2" + bytes(20) + b"\1\x13OpusHead\1" + bytes(40),
    "audio/wav": b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0" + bytes(40),
    "text/plain": "Его били в отделе.\r\n".encode(),  # noqa: RUF001 (Russian)
}
LIES = {
    "a page called a picture": (b"<!DOCTYPE html><script>alert(1)</script>", "active"),
    "a drawing that is a program": (b'<?xml version="1.0"?><svg onload="alert(1)"/>', "active"),
    "text with a page in it": (b"hello\n" * 20 + b"<html><body>", "active"),
    "a script": (b"#!/bin/sh\nrm -rf /\n", "active"),
    "a picture that is a page too": (PNG + b"<script>alert(1)</script>", "two_kinds"),
    "a picture with a zip behind it": (JPEG + zipped(a=b"a"), "two_kinds"),
    "a picture that is a PDF too": (JPEG + PDF, "two_kinds"),
    "a PDF with a zip behind it": (PDF + docx(), "two_kinds"),
    "a program": (b"MZ\x90\0\3\0\0\0" + bytes(100), "unknown"),
    "half a letter at the end": (b"text \xd0", "unknown"),
    "the beginning of a picture": (b"\x89PNG\r\n\x1a\n<", "unknown"),
    "a film of another kind": (b"\0\0\0\x14ftypqt  \0\0\0\0qt  " + bytes(40), "unknown"),
    "a picture said by one byte mark only": (b"II*\0"[:3] + b"\1" + bytes(40), "unknown"),
}
OFFICE = {
    "word": (docx(), DOCX, None),
    "sheet": (zipped(**{"[Content_Types]_dot_xml": b"<Types/>", "xl__workbook_dot_xml": b"<w/>"}), XLSX, None),
    "text": (zipped(mimetype=ODT.encode(), content_dot_xml=b"<o/>"), ODT, None),
    "macros": (docx(word__vbaProject_dot_bin=b"x"), BYTES, "active"),
    "a type with macros": (
        zipped(
            **{
                "[Content_Types]_dot_xml": b'<Types a="application/vnd.ms-word.document.macroEnabled.main+xml"/>',
                "word__document_dot_xml": b"<w/>",
            }
        ),
        BYTES,
        "active",
    ),
    "scripts": (zipped(mimetype=ODT.encode(), content_dot_xml=b"<o/>", Basic__a_dot_xml=b"x"), BYTES, "active"),
    "an object": (docx(word__embeddings__oleObject1_dot_bin=b"x"), BYTES, "active"),
    "a bomb": (docx(word__media__a_dot_xml=bytes(20_000_000)), BYTES, "bomb"),
    "many files": (docx(**{f"f{number}": b"" for number in range(2001)}), BYTES, "bomb"),
    "a path out": (docx(**{"..__evil": b"x"}), BYTES, "unknown"),
    "any zip": (zipped(a=b"a"), BYTES, "unknown"),
    "cut off": (docx()[:-30], BYTES, "unknown"),
    "something before it": (b"PK\3\4" + b"<html>" + docx(), BYTES, "unknown"),
}
NAMES = {
    "../../etc/passwd": "passwd",
    "C:\\Windows\\system32\\evil.exe": "evil.exe",
    "a\0b\r\nSet-Cookie: x.png": "ab Set-Cookie_ x.png",
    "фото\u202egnp.exe": "фотоgnp.exe",  # noqa: RUF001 (Russian)
    '"; filename="x.html': "__ filename=_x.html",
    "...": "document",
    "": "document",
    "CON.txt": "_CON.txt",
    "  .hidden. ": "hidden",
    "Қ" * 300 + ".pdf": "Қ" * 116 + ".pdf",
}


def looked_at(data: bytes, piece: int = 7) -> tuple[str, str | None]:
    """What is said of bytes that come by a few at a time."""
    looking = Looking()
    for start in range(0, len(data), piece):
        looking.see(data[start : start + piece])
    return looking.kind()


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_kind_is_told_by_its_bytes(kind: str) -> None:
    """Each kind of the list is known by its content, and has an ending of its own."""
    assert looked_at(SAMPLES[kind]) == (kind, None)
    assert ENDINGS[kind]


@pytest.mark.parametrize("lie", LIES)
def test_what_lies_is_plain_bytes(lie: str) -> None:
    """Whatever could be read as something that acts, or as two things, or is not known, is kept as plain bytes."""
    data, why = LIES[lie]
    assert looked_at(data) == (BYTES, why)


@pytest.mark.parametrize("name", OFFICE)
def test_zips_are_looked_into(name: str) -> None:
    """Office documents are known as such, unless they hold programs, unpack to too much, or are something else."""
    data, kind, why = OFFICE[name]
    assert looked_at(data) == (ZIPPED, None)
    assert kind_of_zip(io.BytesIO(data), len(data)) == (kind, why)


def test_files_over_one_another_are_a_bomb() -> None:
    """A zip whose files share their bytes adds up to more than it holds."""
    data = zipped(a=bytes(range(256)) * 400)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entry = archive.infolist()[0]
    listed = data[archive.start_dir :]
    central, end = listed[:-22], bytearray(listed[-22:])
    many = central * 100
    end[8:12] = (100).to_bytes(2, "little") * 2
    end[12:16] = len(many).to_bytes(4, "little")
    bomb = data[: archive.start_dir] + many + bytes(end)
    assert entry.compress_size * 100 > len(bomb)
    assert kind_of_zip(io.BytesIO(bomb), len(bomb)) == (BYTES, "bomb")


@pytest.mark.parametrize("told", NAMES)
def test_a_name_is_made_safe(told: str) -> None:
    """No path, nothing that is not seen, no sign that a system of files or a header takes for something else."""
    assert safe_name(told) == NAMES[told]


def test_a_file_ends_as_its_type_says() -> None:
    """What is handed out is never called something else than it is, so that no program but its own opens it."""
    assert file_name("photo.JPG", "image/jpeg") == "photo.JPG"
    assert file_name("photo.png", "application/pdf") == "photo.png.pdf"
    assert file_name("evil.html", BYTES) == "evil.html.bin"
    assert file_name("report", DOCX) == "report.docx"


async def test_a_zip_is_looked_into_where_it_lies_sealed(store: Store) -> None:
    """A document in several sealed pieces is known as an office document, or as one with macros."""
    kept_in = await case(store)
    padding = secrets.token_bytes(1_200_000)
    plain = await brought(kept_in, docx(word__media__image1_dot_png=padding), "a.docx")
    macros = await brought(kept_in, docx(word__vbaProject_dot_bin=padding), "b.docx")
    assert plain.about is not None
    assert macros.about is not None
    assert (plain.about.kind, plain.about.remark) == (DOCX, None)
    assert (macros.about.kind, macros.about.remark) == (BYTES, "active")
