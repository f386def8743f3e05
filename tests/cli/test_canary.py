"""A name told in every field that takes text, and in much that is refused, is searched for in all files: no hits."""

from __future__ import annotations

import asyncio
import json
import signal
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from temporalio.client import Client

from cli.server import free_port
from models.base import Frozen
from models.case import Body, CaseHead, Header, Proceeding, Victim
from models.events import Actor, Counsel, Event, Sentence
from store.keys.opening import Place, open_keys
from tests.cli.command import Answer, inside, up
from tests.searching import hits
from workflows.connecting import connect
from workflows.naming import erasure_id, workflow_id

CANARY = "Жамиля Қанарова"
LATIN = "Zhamilya Qanarova"
PLACES = {
    "case.title", "case.sources", "bodies.name", "proceedings.title", "by.name", "disputed", "source", "summary",
    "instructions", "remedies", "number",
}  # fmt: skip
"""Every field of a case that takes any text."""


def word(place: str) -> str:
    """What is told in one place: the name in two scripts, with letters that JSON escapes."""
    return f'{CANARY} "{place}" {LATIN}'


def story() -> dict[str, Any]:
    """A case with the name in every field that takes text."""
    said = {place: word(place) for place in ("disputed", "source", "summary", "number")}
    by = {"role": "official", "body": "police", "name": word("by.name")}
    return {
        "format": "aryz.chronology/1",
        "case": {"reference": "canary", "title": word("case.title"), "jurisdiction": "KZ", "sources": [word("case")]},
        "bodies": [
            {"id": "police", "name": word("bodies.name"), "kind": "police", "level": "city", "under": "mia"},
            {"id": "prosecutor", "name": word("bodies.name"), "kind": "prosecutor", "level": "city", "under": "gpo"},
            {"id": "hrc", "name": word("bodies.name"), "kind": "un_committee", "level": "international", "under": "un"},
        ],
        "accused": ["police"],
        "proceedings": [
            {"id": "main", "kind": "complaint", "title": word("proceedings.title")},
            {"id": "un", "kind": "international", "title": word("proceedings.title")},
        ],
        "events": [
            {"id": "e1", "kind": "complaint_lodged", "date": "2019-03-01", "to": "police", **said}
            | {"by": {"role": "victim", "name": word("by.name")}},
            {"id": "e2", "kind": "opening_refused", "date": "2019-03-05", "by": by, **said},
            {"id": "e3", "kind": "appeal_filed", "date": "2019-03-06", "to": "prosecutor", "target": "e2", **said}
            | {"by": {"role": "counsel", "name": word("by.name")}},
            {"id": "e4", "kind": "quashed", "date": "2019-03-20", "target": "e2", **said}
            | {"by": by | {"body": "prosecutor"}, "instructions": [word("instructions")]},
            {"id": "e5", "kind": "opening_refused", "date": "2019-04-20", "by": by, **said},
            {"id": "u1", "kind": "un_submitted", "date": "2020-01-10", "proceeding": "un", "to": "hrc", **said}
            | {"by": {"role": "victim"}, "forum": "hrc"},
            {"id": "u2", "kind": "un_decided", "date": "2022-01-10", "proceeding": "un", **said}
            | {"by": {"role": "committee", "body": "hrc"}, "remedies": [word("remedies")], "forum": "hrc"},
            {"id": "e6", "kind": "closed", "date": "2023-01-10", "by": {"role": "victim"}, **said},
        ],
    }


def texts(model: type[Frozen], prefix: str = "") -> Iterator[str]:
    """The fields of a model that take any text: a `str` without a form, alone or in a list."""
    for name, field in model.model_fields.items():
        kinds = {field.annotation, *get_args(field.annotation)}
        if str in kinds and not field.metadata and name not in {"kind", "id", "proceeding", "under", "reference"}:
            yield prefix + name


def test_every_text_is_told() -> None:
    """No field that takes any text is left out of the search; a new one must be told here too."""
    parts: dict[str, type[Frozen]] = {
        "": Event,
        "by.": Actor,
        "case.": CaseHead,
        "bodies.": Body,
        "proceedings.": Proceeding,
        "victim.": Victim,
    }
    parts |= {"sentence.": Sentence, "counsel.": Counsel, "header.": Header}
    assert {place for prefix, model in parts.items() for place in texts(model, prefix)} == PLACES


@pytest.mark.server
@pytest.mark.slow
def test_the_name_is_nowhere(tmp_path: Path) -> None:
    """Told, amended, refused, contested, sealed, exported, failed: no file, log or message holds the name."""
    data, out = tmp_path / "data", tmp_path / "out"
    out.mkdir()
    file = tmp_path / "canary.json"
    file.write_text(json.dumps(story(), ensure_ascii=False))
    with up(data, free_port()) as process:
        imported = inside(data, "import", str(file))
        assert imported.status == 0, imported.err
        assert LATIN in inside(data, "case", "show", "canary").out
        refused = [*_refused(data, tmp_path), *_reports(data, out)]
        asyncio.run(_from_programs(data))
        contested = inside(data, "case", "show", "canary").out
        assert contested.count("not readable as events") >= 2
        found_running = hits(data, CANARY, LATIN)
        process.send_signal(signal.SIGINT)
        log = process.communicate(timeout=60)[0]
    assert found_running == {}
    assert hits(data, CANARY, LATIN) == {}
    assert hits(out, CANARY, LATIN) == {}
    assert not any(name in text for name in (CANARY, LATIN) for text in (log, *refused))


def _refused(data: Path, folder: Path) -> list[str]:
    """What is answered to tellings that hold the name where it cannot be, or cannot have happened."""
    event = folder / "event.json"
    event.write_text(
        json.dumps({"id": "x9", "kind": "quashed", "date": "2019-03-21", "target": "e77"} | _by("summary"))
    )
    asked: list[Answer] = [
        inside(data, "case", "tell", "canary", "--file", str(event)),
        inside(
            data, "case", "tell", "canary", "quashed", "--date", "2019-03-21", "--target", "e77", "--summary", LATIN
        ),
        inside(
            data, "case", "erase", "canary", "--reason", "consent", "--yes", "--as", "u1", "--address", "127.0.0.1:1"
        ),
    ]
    assert [one.status for one in asked] == [1, 1, 1], [one.err for one in asked]
    return [one.err for one in asked]


def _by(place: str) -> dict[str, Any]:
    return {"by": {"role": "official", "body": "prosecutor", "name": word("by.name")}, place: word(place)}


def _reports(data: Path, out: Path) -> list[str]:
    """What auditors get: a redacted bundle, an event log, and what the commands said meanwhile."""
    said = [
        inside(data, "audit", "export", "canary", "--redact", "--out", str(out / "canary.zip")),
        inside(data, "audit", "verify"),
        inside(data, "audit", "reconcile"),
        inside(data, "case", "list", "--json"),
        inside(data, "case", "due"),
    ]
    said += [inside(data, "report", "log", "--format", form, "canary") for form in ("xes", "ocel")]
    assert said[0].status == 0, said[0].err
    with zipfile.ZipFile(out / "canary.zip") as bundle:
        bundle.extractall(out / "bundle")
    return [one.out + one.err for one in said]


async def _from_programs(data: Path) -> None:
    """What programs and strangers send with a client that seals: signals, starts, queries, updates, all wrong."""
    address = json.loads((data / "running.json").read_text())["address"]
    async with await open_keys(Place(data / "keys", environment={})) as keys:
        client = await connect(address, keys=keys)
        handle = client.get_workflow_handle(workflow_id("canary"))
        await handle.signal("inform", word("summary"))
        await handle.signal("inform", {"events": [{word("id"): word("summary")}]})
        await handle.signal("inform", {"teller": _TELLER, "events": [{"id": "y1", "kind": "quashed"} | _by("summary")]})
        for name in ("tell", "open", "adopt", "note", "erase"):
            with pytest.raises(Exception, match="update"):
                await handle.execute_update(name, {word("id"): word("summary")})
        assert await handle.query("due", word("query")) is not None
        await _starts(client)
        while (health := await handle.query("health"))["waiting"]:  # noqa: ASYNC110 (asked, not told)
            await asyncio.sleep(0.1)
        assert health["halted"] is None


_TELLER = {"id": "program-1", "role": "integration"}


async def _starts(client: Client) -> None:
    for kind, called in (("ComplaintCase", workflow_id("canary-2")), ("Erasure", erasure_id("canary-2"))):
        handle = await client.start_workflow(kind, {word("id"): word("start")}, id=called, task_queue="aryz")
        with pytest.raises(Exception, match="failed"):
            await handle.result()
