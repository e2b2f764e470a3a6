"""Columns of a country as files: written with checksums, verified, and mapped into memory, two at a time.

SHA-256 is used because anyone can repeat it (``sha256sum``), and because it is fast enough: with two threads it read
2.7 GB/s where CRC-32 read 4.3 and BLAKE2b 1.3, so that a country of full size is verified in about a second.
"""

from __future__ import annotations

import hashlib
import io
import mmap
import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from yeonjwa.population import verified_files
from yeonjwa.population.country import INDEX_COLUMNS, PERSON_COLUMNS, UNION_COLUMNS
from yeonjwa.population.machine import usable_cpus
from yeonjwa.population.manifest import MEND, ColumnEntry, Damaged

PIECE_BYTES = 1 << 24  # a whole number of the machine's large pages (see ``_write``)
READ_BYTES = 1 << 17  # what stays near the core between being read and being added to the checksum
MOST_THREADS = 4  # beyond that the disk is the limit

Checksums = Literal["all", "changed", "none"]

_T = TypeVar("_T")
_R = TypeVar("_R")


class _Stopped(Exception):
    """Another column failed, so this one is not finished."""


def allowed_columns() -> frozenset[str]:
    """Names of the facts that a store may hold.

    Only what the country is before anything happens in it: no departure, mark or label has a place here.
    """
    from yeonjwa.population.society import SOCIETY_COLUMNS

    return frozenset().union(PERSON_COLUMNS, UNION_COLUMNS, INDEX_COLUMNS, SOCIETY_COLUMNS)


def file_of(folder: Path, name: str) -> Path:
    """The file of a column."""
    return folder / f"{name}.npy"


def write_columns(folder: Path, columns: MutableMapping[str, NDArray[Any]]) -> dict[str, ColumnEntry]:
    """Write every column to its file and wait until it is on the disk; give what the manifest says of each.

    Each is taken out of ``columns`` when its writing begins, so that the system can keep the files in its memory: none is left there,
    and after an error some may be.

    Raises
    ------
    OSError
        The disk is full or cannot be written. Files already begun stay; the caller removes the folder.
    """
    stop = threading.Event()

    def write(name: str) -> tuple[str, ColumnEntry]:
        return name, _write(file_of(folder, name), columns.pop(name), stop)

    names = list(columns)
    largest_first = sorted(names, key=lambda name: (-columns[name].nbytes, name))
    entries = dict(_in_threads(write, largest_first, stop))
    return {name: entries[name] for name in names}


def _write(path: Path, column: NDArray[Any], stop: threading.Event) -> ColumnEntry:
    column = np.ascontiguousarray(column)
    if column.dtype.hasobject:
        raise TypeError(f"column '{path.stem}' holds Python objects and cannot be stored.")
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, np.lib.format.header_data_from_array_1_0(column))
    checksum = hashlib.sha256(header.getvalue())
    # A view of bytes cannot be had of an empty array.
    content = column.reshape(-1).view(np.uint8).data if column.size else memoryview(b"")
    with open(path, "xb") as file:
        file.write(header.getvalue())
        # Pieces end at whole pieces of the file, not of the column, so that the machine can keep the file in large pages: to
        # find somebody who is far away in memory then takes a fifth less, and a run of the whole country a twelfth.
        for start in range(-len(header.getvalue()), len(content), PIECE_BYTES):
            if stop.is_set():
                raise _Stopped
            piece = content[max(start, 0) : max(start + PIECE_BYTES, 0)]
            file.write(piece)
            checksum.update(piece)
        file.flush()
        os.fsync(file.fileno())
        size = file.tell()
    return ColumnEntry(dtype=column.dtype.str, shape=column.shape, bytes=size, checksum=checksum.hexdigest())


def verify_columns(folder: Path, entries: Mapping[str, ColumnEntry], checksums: Checksums = "all") -> None:
    """Check that the column files are those that the manifest describes.

    Presence, size, dtype and shape are always looked at; ``checksums`` says whose content: of all files, of those that have
    ``changed`` since they were last verified (or were verified more than a day ago), or of none.

    Raises
    ------
    Damaged
        A file is missing, has another size or header, or other content. The first such file is named.
    """
    for name, entry in entries.items():
        _verify_shape(file_of(folder, name), entry)
    asked = [] if checksums == "none" else sorted(entries, key=lambda name: (-entries[name].bytes, name))
    if checksums == "changed":
        believed = verified_files.unchanged(folder, entries)
        asked = [name for name in asked if name not in believed]
    if not asked:
        return
    stop, began = threading.Event(), time.time_ns()

    def check(name: str) -> tuple[str, verified_files.Marks]:
        path = file_of(folder, name)
        checksum, marks = _checksum(path, stop)
        if checksum != entries[name].checksum:
            raise Damaged(f"{path}: the content is not what was written (checksum differs). {MEND}")
        return name, marks

    try:
        found = dict(_in_threads(check, asked, stop))
    except Damaged:
        verified_files.forget(folder)
        raise
    verified_files.note(folder, entries, began, found)


def _verify_shape(path: Path, entry: ColumnEntry) -> None:
    try:
        size = path.stat().st_size
    except OSError:
        raise Damaged(f"{path}: the file is missing. {MEND}") from None
    if size != entry.bytes:
        raise Damaged(f"{path}: the file has {size:,} bytes instead of {entry.bytes:,}. {MEND}")
    try:
        with open(path, "rb") as file:
            np.lib.format.read_magic(file)
            shape, fortran_order, dtype = np.lib.format.read_array_header_1_0(file)
    except (OSError, ValueError):
        raise Damaged(f"{path}: the file is not a readable column. {MEND}") from None
    if (dtype.str, shape, fortran_order) != (entry.dtype, entry.shape, False):
        raise Damaged(f"{path}: holds {dtype} {shape} instead of {np.dtype(entry.dtype)} {entry.shape}. {MEND}")


def _checksum(path: Path, stop: threading.Event) -> tuple[str, verified_files.Marks]:
    """Checksum of a file, and its marks before it was read."""
    found = hashlib.sha256()
    piece = bytearray(READ_BYTES)
    view = memoryview(piece)
    try:
        with open(path, "rb", buffering=0) as file:
            marks = verified_files.marks_of(file.fileno())
            while read := file.readinto(piece):
                if stop.is_set():
                    raise _Stopped
                found.update(view[:read])
    except OSError as error:
        raise Damaged(f"{path}: the file cannot be read ({error.strerror}). {MEND}") from None
    return found.hexdigest(), marks


def map_columns(folder: Path, entries: Mapping[str, ColumnEntry]) -> dict[str, NDArray[Any]]:
    """Every column as a read-only array over its file; pages are read when they are used."""
    return {name: _map(file_of(folder, name)) for name in entries}


def _map(path: Path) -> NDArray[Any]:
    mapped = np.load(path, mmap_mode="r", allow_pickle=False)
    if isinstance(mapped.base, mmap.mmap) and hasattr(mmap, "MADV_HUGEPAGE"):
        with suppress(OSError):  # what is not in memory yet comes in large pages, on machines that have them
            mapped.base.madvise(mmap.MADV_HUGEPAGE)
    # A plain view of the map, because numba and slicing treat np.memmap itself as a slow special case.
    return mapped.view(np.ndarray)


def _in_threads(work: Callable[[_T], _R], items: Iterable[_T], stop: threading.Event) -> list[_R]:
    """``work`` on all items by a few threads; the first failure stops the others and is raised."""
    with ThreadPoolExecutor(max_workers=min(MOST_THREADS, max(2, usable_cpus()))) as pool:
        jobs = [pool.submit(work, item) for item in items]
        try:
            failure = None
            for job in jobs:
                try:
                    job.result()
                except _Stopped:
                    continue
                except Exception as error:
                    failure = failure or error
                    stop.set()
            if failure is not None:
                raise failure
        except BaseException:  # Ctrl-C arrives here, in the waiting thread
            stop.set()
            pool.shutdown(wait=True, cancel_futures=True)
            raise
        return [job.result() for job in jobs]
