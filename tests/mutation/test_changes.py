"""The faults that are put into a module, and whether a check notices them."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from tests.mutation.changes import changes
from tests.mutation.sampling import interval, mutants, sample

MODULE = '''"""Terms."""
from typing import Final
LENGTHS: Final = {"short": 3, "long": [15, 30]}


def late(day: int, *, first_counts: bool = False) -> bool:
    """Whether a day is after the term."""
    if day < 0:
        raise ValueError("a day has no minus")
    last = LENGTHS["short"]
    if first_counts:
        last = last - 1
    return day > last
'''


def checked(module: dict[str, Any]) -> bool:
    """Whether a module of terms does what its check asks of it: nothing about the 30 and about days below zero."""
    late = module["late"]
    told = [late(3), late(4), late(2, first_counts=True), late(3, first_counts=True), module["LENGTHS"]["long"][0]]
    return told == [False, True, False, True, 15]


def tried() -> dict[str, bool]:
    """Each fault of the module by its name, and whether the check is still content."""
    content = {}
    for number in range(len(changes(ast.parse(MODULE), MODULE))):
        tree = ast.parse(MODULE)
        change = changes(tree, MODULE)[number]
        change.apply()
        module: dict[str, Any] = {}
        try:
            exec(compile(tree, "terms", "exec"), module)  # noqa: S102 (the text above)
            content[change.name] = checked(module)
        except Exception:  # noqa: BLE001 (whatever a fault breaks, it was noticed)
            content[change.name] = False
    return content


def test_the_check_is_content_without_a_fault() -> None:
    """What is noticed is the fault, and nothing else."""
    module: dict[str, Any] = {}
    exec(MODULE, module)  # noqa: S102 (the text above)

    assert checked(module)


def test_what_no_check_asks_for_survives() -> None:
    """Faults in what the check leaves open survive it, all of them."""
    survived = {name for name, content in tried().items() if content}

    assert survived == {
        "30 -> 31",
        "30 -> 29",
        "day < 0 -> day <= 0",
        "0 -> 1",
        "0 -> -1",
        "raise ValueError('a day has no minus') -> pass",
    }


@pytest.mark.parametrize(
    "name",
    [
        "'short' -> 'XXshort'",
        "3 -> 4",
        "15 -> 14",
        "False -> True",
        "day < 0 -> day >= 0",
        "first_counts -> not first_counts",
        "last = last - 1 -> pass",
        "last - 1 -> last + 1",
        "return day > last -> return None",
        "day > last -> day >= last",
        "day > last -> day <= last",
    ],
)
def test_what_a_check_asks_for_is_noticed(name: str) -> None:
    """A fault in what the check asks for is made, and is noticed."""
    assert tried()[name] is False


def test_docstrings_types_and_messages_are_left_alone() -> None:
    """No fault is put where no behaviour can depend on it."""
    assert not [name for name in tried() if "Terms" in name or "minus'" in name.partition(" -> ")[2] or "int" in name]


def test_a_sample_can_be_drawn_again() -> None:
    """One seed gives one sample, in which each file has its share; another gives another."""
    every = mutants()
    chosen = sample(every, 400, 7)

    assert [one.name for one in chosen] == [one.name for one in sample(every, 400, 7)]
    assert [one.name for one in chosen] != [one.name for one in sample(every, 400, 8)]
    assert len(set(chosen)) == 400
    share = sum(one.folder == "law" for one in every) / len(every)
    assert sum(one.folder == "law" for one in chosen) == pytest.approx(400 * share, abs=20)


def test_every_fault_compiles_to_something_else() -> None:
    """A fault of the project can be compiled, and changes the code."""
    for one in sample(mutants(), 40, 3):
        assert one.compiled() != compile(one.path.read_text(encoding="utf-8"), str(one.path), "exec"), one.name


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"), [(85, 100, 76.7, 90.7), (0, 10, 0.0, 27.8), (10, 10, 72.2, 100.0), (0, 0, 0, 100)]
)
def test_the_interval_is_wilsons(part: int, whole: int, low: float, high: float) -> None:
    """The interval of a share is that of Wilson's formula, worked by hand."""
    assert list(interval(part, whole)) == pytest.approx([low, high], abs=0.05)
