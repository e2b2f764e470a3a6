"""What the report says in place of a section that another command makes."""

from __future__ import annotations

from collections.abc import Sequence

from yeonjwa.messages import text
from yeonjwa.report.blocks import Section


def pointer(missing: Sequence[str]) -> Section:
    """A short section that names the commands which test the claims and set the rival histories side by side.

    Parameters
    ----------
    missing : "claims", "histories", or both
    """
    return Section("more", text("report.more.title"), [text(f"report.more.{name}") for name in missing])


__all__ = ["pointer"]
