"""Folders of stored countries: where they lie, how they come into place at once, and how nothing half-done stays."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from yeonjwa.errors import StoreError
from yeonjwa.population.lock import Held, try_lock
from yeonjwa.population.manifest import DIGEST_LENGTH

_LEFTOVER = re.compile(rf"\.(?:building|removed)-([0-9a-f]{{{DIGEST_LENGTH}}})-")
_DISK_FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}


def cache_folder() -> Path:
    """The folder of the stored countries: below YEONJWA_CACHE if that is set, else below the platform's cache."""
    chosen = os.environ.get("YEONJWA_CACHE", "").strip()
    if chosen:
        return Path(chosen).expanduser().absolute() / "countries"
    import platformdirs

    return Path(platformdirs.user_cache_dir("yeonjwa", appauthor=False)) / "countries"


def lock_path(path: Path) -> Path:
    """The lock file of the country at ``path``."""
    return path.parent / f".{path.name}.lock"


def hidden_path(path: Path, kind: Literal["building", "removed"]) -> Path:
    """A new hidden name beside ``path``, of which ``sweep`` can tell to which country it belongs."""
    return path.parent / f".{kind}-{path.name}-{os.getpid()}-{secrets.token_hex(4)}"


def sweep(folder: Path, ours: str, held: Held) -> None:
    """Take away what builds and removals that died left behind.

    A hidden folder is dead if nobody holds the lock of its digest; process numbers are not asked, since they are
    reused. Without real locks we cannot know, and leave everything.
    """
    if not held.is_real:
        return
    for entry in list(os.scandir(folder)):
        found = _LEFTOVER.match(entry.name)
        if found and found[1] == ours:
            shutil.rmtree(entry.path, ignore_errors=True)
        elif found:
            with contextlib.suppress(OSError):  # in a shared cache it may belong to somebody else
                other = try_lock(folder / f".{found[1]}.lock")
                if other is not None:
                    with other:
                        shutil.rmtree(entry.path, ignore_errors=True)


def put_in_place(hidden: Path, path: Path, replaced: int | None, is_sound: Callable[[], bool]) -> None:
    """Give the complete folder its name, in the place of the folder ``replaced`` that stood there before the build.

    If another process was there first with a sound store (possible only where the file system knows no locks), that one
    stays and ours goes.
    """
    for _ in range(3):
        try:
            os.rename(hidden, path)
            return
        except OSError:
            if not path.exists():
                raise
        if folder_number(path) != replaced and is_sound():
            return
        shutil.rmtree(set_aside(path), ignore_errors=True)
    raise StoreError(f"Another process keeps writing {path}. Wait until it ends, then try again.")


def folder_number(path: Path) -> int | None:
    """What tells a folder from another one of the same name; None if there is none."""
    try:
        return path.stat().st_ino
    except OSError:
        return None


def set_aside(path: Path) -> Path:
    """Rename a store so that nobody takes it for one while it is deleted."""
    aside = hidden_path(path, "removed")
    try:
        os.rename(path, aside)
    except PermissionError as error:
        raise StoreError(f"{path} is in use by another program ({error.strerror}). Close it, then try again.") from None
    return aside


def flush_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk (systems that let one open a folder)."""
    if sys.platform == "win32":
        return
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


@contextlib.contextmanager
def errors_of_the_disk(folder: Path) -> Iterator[None]:
    """Word what the system says of the disk within the block as a StoreError with the way out."""
    try:
        yield
    except OSError as error:
        if error.errno in _DISK_FULL:
            raise StoreError(
                f"The disk is full: the country could not be stored in {folder}, and nothing half-written was left. "
                "Free some space (`yeonjwa population list` shows stored countries), or point YEONJWA_CACHE to another disk."
            ) from None
        where = error.filename or folder
        raise StoreError(
            f"{where} cannot be written ({error.strerror}). Point YEONJWA_CACHE to a folder that you may write."
        ) from None
