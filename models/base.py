"""The base of every model: frozen, and closed to keys that nobody defined."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, StringConstraints


class Frozen(BaseModel):
    """A value. Unknown keys are errors; a changed value is a new value."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True, validate_default=False)


REFERENCE_FORM: Final = r"[a-z0-9][a-z0-9-]{2,39}"
"""What a case may be called: 3-40 of a-z 0-9 -, not starting with a hyphen (the command line would read an option)."""

Reference = Annotated[str, StringConstraints(pattern=f"^{REFERENCE_FORM}$")]
"""The public name of a case, 3-40 of a-z 0-9 -. It stands in workflow ids and logs: never a person's name."""

Slug = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
"""An id inside one case: of an event, a body or a proceeding. It stands in ledgers in clear."""

Article = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(?:[0-9]{4})?-[a-z0-9]+(?:-[a-z0-9]+)*$")]
"""An offence article: country (and year of an older code), code, number, e.g. `kz-pc-146-2`, `kz1997-pc-347-1`."""

Treaty = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]*-[0-9]+[a-z]?(?:-(?:[0-9]+[a-z]?|[a-z]))*$")]
"""A treaty article such as `CAT-12`, `ICCPR-2-3` or `ICCPR-14-3-c`."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""A SHA-256 digest in lower-case hexadecimal."""

Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""A local time of day, `HH:MM`."""
