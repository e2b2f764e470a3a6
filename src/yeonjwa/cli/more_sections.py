"""Sections of a report that other commands made: the folders named by ``run --claims`` and ``run --histories``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yeonjwa.cli import shared


def more_sections(folders: Mapping[str, str | None]) -> tuple[list[Any], dict[str, str | bytes]]:
    """The sections, and the tables that go with them by name of the file.

    Parameters
    ----------
    folders : "claims" and "histories" with their folders; None where none was named. Without a folder, a section says how it is made.

    Raises
    ------
    InputError
        A folder does not hold what the command writes.
    """
    from yeonjwa.report.pointers import pointer

    sections: list[Any] = []
    files: dict[str, str | bytes] = {}
    if (folder := folders.get("claims")) is not None:
        from yeonjwa.claims.files import read
        from yeonjwa.report.claims_section import claims_section

        results, kept = read(shared.path_given(folder, "--claims"))
        sections.append(claims_section(results, float(kept.about["scale"]), kept.about["seeds"]))
        files |= kept.files
    if (folder := folders.get("histories")) is not None:
        from yeonjwa.report.histories_section import histories_section
        from yeonjwa.rivals.table import read as read_histories

        kept = read_histories(shared.path_given(folder, "--histories"))
        sections.append(histories_section(kept.rows, kept.about))
        files |= kept.files
    missing = [name for name in ("claims", "histories") if folders.get(name) is None]
    return [*sections, *([pointer(missing)] if missing else [])], files


__all__ = ["more_sections"]
