"""Sections of a report that other commands made: the folders named by ``run --claims`` and ``run --histories``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yeonjwa.cli import shared


def more_sections(folders: Mapping[str, str | None], scenario: Any = None) -> Any:
    """What the report shows besides the run (``report.shown.Shown``).

    Parameters
    ----------
    folders : "claims" and "histories" with their folders; None where none was named
    scenario : of the run; a simulated one shows what the program brings with it where no folder was named

    Raises
    ------
    InputError
        A folder does not hold what the command writes.
    """
    from yeonjwa.report.shown import KINDS, shown

    named = {kind: folders.get(kind) for kind in KINDS}
    return shown({k: None if f is None else shared.path_given(f, f"--{k}") for k, f in named.items()}, scenario)


__all__ = ["more_sections"]
