"""
Runs the tests that may notice a fault, in a process of its own that is cut off when it takes too long.

A fault inside a function is put into the function where it lives, in a copy of a process that has everything imported
and every test collected. A fault in what runs at import is put in while a fresh copy imports.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import warnings
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from importlib.machinery import SourceFileLoader
from types import CodeType, FunctionType
from typing import Any, Final

import pytest
from hypothesis import Phase, settings

from tests.mutation.sampling import Mutant

EXAMPLES: Final = 20
"""How many examples of each property are tried. The project's own tests try more."""
OPTIONS: Final = ("-q", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:faulthandler", "--capture=no")
_OF_TEST: Final = "_hypothesis_internal_use_settings"
_PHASES: Final = (Phase.explicit, Phase.generate)
_MEMORY: Final = 4 << 30
_CPU_SECONDS: Final = 20
_KILLED: Final = 1
_BROKEN: Final = 3


@dataclass(slots=True)
class Order:
    """The order in which tests are tried: those that noticed something before first, then the fast ones."""

    seconds: dict[str, float]
    noticed: Counter[str] = field(default_factory=Counter)

    def __call__(self, items: Collection[pytest.Item]) -> list[pytest.Item]:
        """The tests, those first that are likely to tell soon."""
        return sorted(items, key=lambda item: (-self.noticed[item.nodeid], self.seconds.get(item.nodeid, 0.0)))


def fewer_examples(items: Collection[pytest.Item]) -> None:
    """Properties try few examples, the same each time, and do not look for the simplest one."""
    for item in items:
        test = getattr(item, "obj", None)
        for owner, name in ((getattr(test, "__func__", test), _OF_TEST), (getattr(item, "cls", None), "settings")):
            own = getattr(owner, name, None)
            if isinstance(own, settings):
                fewer = min(own.max_examples, EXAMPLES)
                setattr(owner, name, settings(own, max_examples=fewer, derandomize=True, database=None, phases=_PHASES))


class NotInPlaceError(LookupError):
    """No living function can take the fault: it would hold other things from outside."""


class First:
    """A pytest plugin that orders the tests, and stops and tells at the first that fails."""

    def __init__(self, order: Order, tell: Callable[[str], None]) -> None:
        self.order, self.tell = order, tell

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Few examples, the fast tests first."""
        fewer_examples(items)
        items[:] = self.order(items)

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Nothing is left to do: what follows would only tidy up."""
        if exitstatus == pytest.ExitCode.OK:
            os._exit(0)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """The first failure is the answer."""
        if report.failed:
            self.tell(report.nodeid)
            os._exit(_KILLED)


def afresh(mutant: Mutant | None, folders: list[str], order: Order) -> str | None:
    """Which test notices a fault that is there when its module is imported; None if none does. No mutant, no fault."""

    def child(tell: Callable[[str], None]) -> None:
        if mutant is not None:
            _imported(mutant)
        status = pytest.main([*OPTIONS, "-x", *folders], plugins=[First(order, tell)])
        if status != pytest.ExitCode.OK:
            tell("import")
            os._exit(_KILLED)

    return _forked(child, order)


def _imported(mutant: Mutant) -> None:
    """From now on the module is imported with its fault."""
    code = mutant.compiled()
    loaded = SourceFileLoader.get_code

    def get_code(self: SourceFileLoader, fullname: str) -> CodeType | None:
        return code if self.path == str(mutant.path) else loaded(self, fullname)

    SourceFileLoader.get_code = get_code  # type: ignore[assignment, method-assign]


def in_place(mutant: Mutant, session: pytest.Session, chosen: list[pytest.Item], order: Order) -> str | None:
    """
    Which of the chosen tests noticed a fault inside a function; None if none did.

    Raises:
        NotInPlaceError: the fault cannot be put into a function that lives.
    """
    changed = list(_living(mutant))
    if not changed:
        raise NotInPlaceError(mutant.name)

    def child(tell: Callable[[str], None]) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # a generator without its yield is a plain function
            for function, new in changed:
                function.__code__ = new
        session.config.pluginmanager.register(First(order, tell))
        ordered = order(chosen)
        for place, item in enumerate(ordered):
            following = ordered[place + 1] if place + 1 < len(ordered) else None
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)

    return _forked(child, order)


def _living(mutant: Mutant) -> Iterator[tuple[FunctionType, CodeType]]:
    """The functions of the module whose code is another with the fault, as far as they hold the same from outside."""
    codes = list(_codes(mutant.compiled()))
    places = Counter((one.co_qualname, one.co_firstlineno) for one in codes)
    found = {(one.co_qualname, one.co_firstlineno): one for one in codes}
    for function in gc.get_objects():
        if isinstance(function, FunctionType) and function.__code__.co_filename == str(mutant.path):
            old = function.__code__
            place = (old.co_qualname, old.co_firstlineno)
            if places[place] == 1 and found[place] != old and found[place].co_freevars == old.co_freevars:
                yield function, found[place]


def _codes(code: CodeType) -> Iterator[CodeType]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from _codes(one)


def _forked(work: Callable[[Callable[[str], None]], Any], order: Order) -> str | None:
    """What a copy of this process tells before it ends; None where it ends well and tells nothing."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = _BROKEN
        try:
            os.close(reading)
            _limited()
            work(lambda text: (os.write(writing, text.encode()[:4000]), None)[1])
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        text = told.read().decode(errors="replace")
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if text:
        order.noticed[text] += 1
    if status == 0:
        return None
    return text or ("too long" if status in {-signal.SIGXCPU, -signal.SIGKILL} else "crash")


def _limited() -> None:
    """This process says nothing, and ends when it has used too much."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    used = int(resource.getrusage(resource.RUSAGE_SELF).ru_utime)
    resource.setrlimit(resource.RLIMIT_CPU, (used + 3 * _CPU_SECONDS, used + 4 * _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
