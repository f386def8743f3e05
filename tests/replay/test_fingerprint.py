"""The commands of the workflows change only when somebody means it."""

from __future__ import annotations

import ast
import json

from tests.replay.fingerprint import ACCEPTED, _calls, fingerprint

REMEDY = """
The calls that issue Temporal's commands have changed. A case that is running will repeat its history with this code,
and stand still where its history says something else. Therefore:
  - if the order of commands is the same for every history there is (a method was renamed, a call moved to another
    file), run the replay tests; if they pass: python -m tests.replay.fingerprint --write
  - if it is not, put the change behind the data of the case (a new field of Start, so that it holds from the next run
    on) or behind workflow.patched; record a new history beside the old ones, and then accept the fingerprint.
See docs/workflow.md, "Changing the code".
"""


def test_the_commands_are_those_that_were_accepted() -> None:
    """Each file of the workflows issues the commands that are on record, in their order."""
    assert fingerprint() == json.loads(ACCEPTED.read_text("utf-8")), REMEDY


def test_a_changed_command_is_seen() -> None:
    """A call that was added, taken out or moved is another fingerprint; other code is not."""
    before = (
        "class A:\n async def run(self):\n  await workflow.sleep(1)\n  await workflow.execute_activity('keep', 1)\n"
    )
    same = before.replace("sleep(1)", "sleep(one())").replace("class A:", "class A:\n x = 1\n")
    moved = "class A:\n async def run(self):\n  await workflow.execute_activity('keep', 1)\n  await workflow.sleep(1)\n"

    assert list(_calls(ast.parse(before))) == ["A.run: workflow.sleep(1)", "A.run: workflow.execute_activity('keep')"]
    assert [call.partition("(")[0] for call in _calls(ast.parse(same))] == [
        call.partition("(")[0] for call in _calls(ast.parse(before))
    ]
    assert list(_calls(ast.parse(moved))) != list(_calls(ast.parse(before)))
