"""The page that lies beside everything else in a bundle: what it is, how to check it. Without a word of the case."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

_PAGE: Final = """\
CASE {case}: {records} records, as they stood on {day}

What this is
  One case out of a ledger of complaints of torture, with the proof that nobody changed, removed or added a record since
  the ledger signed it. It can be checked without those who keep the ledger, without a network, years from now.

To read it
  Open timeline.html in any browser. It needs nothing else, and prints.

To check it
  1. Install Python 3.11 or later (python.org), then its package "cryptography":
         python -m pip install cryptography
  2. Take verify.py out of this zip into the folder in which the zip lies; better still, take it from a place that you
     trust more than whoever sent you this file.
  3. Get the public key of the ledger from somewhere else than from this zip: from the coalition's page, on paper, from
     another member. It is one line that begins with the name of the ledger. Save it as ledger.pub.
  4. Run in that folder:
         python verify.py {name} --key ledger.pub
     "all {records} records hold" means that everything holds. Any other answer names what does not.
  {witnesses}
  If you have a receipt (the number and the hash that somebody was given when they told something), add
         --receipt NUMBER:HASH

What it does not prove
  That what was told is true: only that it was told, by which role, and not later than recorded. And without a witness,
  not that the ledger showed the same to others.
{withheld}
The formats are written down (docs/bundle.md and docs/proof.md of the project Aryz), so that anybody can write another
verifier.
"""


@dataclass(frozen=True, slots=True)
class About:
    """
    What README.txt says of a bundle.

    `name` is what the zip is called, `day` when it was made, `witnesses` the names of those who signed the checkpoint
    too, `withheld` the fields that are not shown.
    """

    case: str
    name: str
    records: int
    day: str
    witnesses: Sequence[str] = ()
    withheld: Collection[str] = ()


def readme(about: About) -> str:
    """README.txt of a bundle."""
    witnesses = ", ".join(about.witnesses)
    seen = f"Signed also by the witness {witnesses}: ask for it with --witness KEY, and get that key from them."
    hidden = ", ".join(sorted(about.withheld))
    return _PAGE.format(
        case=about.case,
        name=about.name,
        records=about.records,
        day=about.day,
        witnesses=seen if witnesses else "No witness has signed this checkpoint.",
        withheld=f"\nWithheld\n  Left out, each replaced by a digest: {hidden}.\n" if hidden else "",
    )
