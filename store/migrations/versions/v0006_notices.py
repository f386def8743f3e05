"""Mails sent, secret addresses of calendars, calls to programs, and requests that must not be done twice."""

from __future__ import annotations

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
