"""Whether a bundle holds: `aryz audit verify FILE.zip`. No server, no data folder and no network is needed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cli.console import as_json, note, say
from cli.failing import WrongUsage
from cli.keys_given import public_keys

if TYPE_CHECKING:
    from ledger.unbundle import Checked

_RECEIPT: Final = re.compile(r"([1-9][0-9]{0,8}):([0-9a-f]{64})")


def bundle_of(
    named: Sequence[str], witnesses: Sequence[str], receipts: Sequence[str], since: Sequence[Path]
) -> Path | None:
    """
    The bundle that `aryz audit verify` is asked for; None where it is asked for cases.

    Raises:
        WrongUsage: a bundle and something else at once, or what only a bundle has, without one.
    """
    bundles = [one for one in named if one.lower().endswith(".zip") or Path(one).is_file()]
    if not bundles:
        if witnesses or receipts:
            raise WrongUsage("--witness and --receipt are for a bundle: name it, as in gerasimov-2026-11-23.zip")
        return None
    if len(named) > 1 or since:
        raise WrongUsage(f"{bundles[0]}: a bundle is checked by itself: without other cases and without --since")
    return Path(bundles[0])


def verify_bundle(
    path: Path,
    keys: Sequence[str] = (),
    witnesses: Sequence[str] = (),
    receipts: Sequence[str] = (),
    *,
    json: bool = False,
) -> None:
    """
    Check a bundle and say what holds.

    Args:
        path: the zip file.
        keys: the ledger's public keys, each as text or as a file with one a line. Without any, the bundle's own.
        witnesses: public keys of witnesses who must have signed, in the same way.
        receipts: records that must be there, `NUMBER:HASH`.
        json: print JSON.

    Raises:
        IntegrityError: at the first thing that does not hold.
        WrongUsage: a receipt or the file of a key cannot be meant.
    """
    from cli.bundle_zip import unpacked
    from ledger.unbundle import check_bundle

    asked = [_receipt(one) for one in receipts]
    known, cosigners = public_keys(keys, "--key"), public_keys(witnesses, "--witness")
    found = check_bundle(unpacked(path), known, cosigners, asked)
    if json:
        as_json(asdict(found) | {"witnesses": list(found.witnesses)})
        return
    for line in lines_of(found):
        say(line)
    if found.key_is_its_own:
        note("the key came with the bundle: compare it with the published one, or give that with --key")


def lines_of(found: Checked) -> list[str]:
    """What was found, for a reader."""
    lines = [
        f"case {found.case}: all {found.records} records hold, and nothing was put between them",
        f"they are in the tree of {found.tree_size} records signed by {found.signed_by}",
        *(f"countersigned by the witness {name}" for name in found.witnesses),
        f"{found.shown} fields of what was told are shown, {found.withheld} withheld, all as recorded",
    ]
    if found.erased:
        lines.append(f"what was told in {found.erased} records was erased or left out")
    return [*lines, f"{found.law} provisions in the wording relied on; sealed histories: {found.histories}"]


def _receipt(given: str) -> tuple[int, str]:
    found = _RECEIPT.fullmatch(given)
    if found is None:
        raise WrongUsage("--receipt: a receipt is NUMBER:HASH, with a hash of 64 hexadecimal digits in lower case")
    return int(found[1]), found[2]
