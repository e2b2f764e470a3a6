"""Which files of a stored country are as they were when their checksum was last compared, told by the system's marks.

A small record lies beside the columns: of each file the size, the times of the last change of content and of the entry
(ns), the number of the file and of the disk, the checksum that was found, and when. A file with the same marks was not
written, copied, moved, restored or touched since, and is believed for a day; every other file is read again. What changes
on the disk without any of these marks (bits that rot) is found by whoever reads everything.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import time
from collections.abc import Mapping
from pathlib import Path

from yeonjwa.population.manifest import ColumnEntry

RECORD = "verified.json"
BELIEVED_NS = 24 * 3600 * 10**9
"""How long a file with the same marks is believed."""
SETTLED_NS = 2 * 10**9
"""A file changed so shortly before it was read may be changed again without its time showing it, and is not recorded; the coarsest
clock of a file system ticks every two seconds."""

Marks = tuple[int, ...]


def marks_of(file: Path | int) -> Marks:
    """Size, change of content, change of entry (ns), number and disk of a file, given by its path or open."""
    found = os.stat(file)
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_dev


def unchanged(folder: Path, entries: Mapping[str, ColumnEntry]) -> frozenset[str]:
    """Names of the columns whose files were verified within a day and were not changed since."""
    now, record = time.time_ns(), _read(folder)

    def is_believed(name: str) -> bool:
        if name not in record:
            return False
        checksum, (when, *marks) = record[name]
        if checksum != entries[name].checksum or not 0 <= now - when < BELIEVED_NS:
            return False
        with contextlib.suppress(OSError):
            return tuple(marks) == marks_of(folder / f"{name}.npy")
        return False

    return frozenset(name for name in entries if is_believed(name))


def note(folder: Path, entries: Mapping[str, ColumnEntry], began: int, found: Mapping[str, Marks]) -> None:
    """Record that files were read and are as the manifest says.

    Parameters
    ----------
    began : when it was begun to read them (ns since 1970)
    found : marks of each file, by column, as they were before it was read
    """
    settled = [name for name, marks in found.items() if max(marks[1], marks[2]) < began - SETTLED_NS]
    kept = {name: row for name, row in _read(folder).items() if name in entries and name not in found}
    rows = kept | {name: (entries[name].checksum, [began, *found[name]]) for name in settled}
    # A cache that can only be read stays without a record, and everything is read each time.
    hidden = folder / f".{RECORD}-{os.getpid()}-{secrets.token_hex(4)}"
    try:
        hidden.write_text(json.dumps(rows), encoding="ascii")
        os.replace(hidden, folder / RECORD)
    except OSError:
        with contextlib.suppress(OSError):
            hidden.unlink()


def forget(folder: Path) -> None:
    """Believe no file of the country any more."""
    with contextlib.suppress(OSError):
        (folder / RECORD).unlink()


def _read(folder: Path) -> dict[str, tuple[str, list[int]]]:
    """The record: by column the checksum, and when it was found with the marks; empty if there is none that can be read."""
    try:
        record = json.loads((folder / RECORD).read_bytes())
        return {name: (str(checksum), [int(n) for n in numbers]) for name, (checksum, numbers) in record.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
