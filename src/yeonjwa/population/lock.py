"""One builder at a time for each country: a lock between processes that dies with its holder.

The operating system's own file locks are used (``flock``, on Windows ``msvcrt.locking``). They vanish with the process
that holds them, so a killed build leaves no stale lock behind and no heartbeat is needed.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

POLL_SECONDS = 0.2
# On Windows a locked byte cannot be read by others, so the lock lies far behind the process number that they read.
_LOCKED_BYTE = 1 << 30
_BUSY = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}
# File systems (some cluster mounts) that know no locks. The last step of a build is atomic and stays safe without.
_UNSUPPORTED = {errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK, errno.EINVAL}

if sys.platform == "win32":
    import msvcrt

    def _lock(fd: int) -> None:
        os.lseek(fd, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)

    def _unlock(fd: int) -> None:
        os.lseek(fd, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_UN)


class Held:
    """A lock that we hold until the end of a ``with``. ``is_real`` is False where the file system knows no locks."""

    def __init__(self, fd: int, path: Path, is_real: bool):
        self.fd, self.path, self.is_real = fd, path, is_real

    def __enter__(self) -> Held:
        return self

    def __exit__(self, *_: object) -> None:
        # First the file, then the lock: whoever waits sees that its file is no longer the one at this path.
        # Windows refuses to delete an open file; there the empty file stays and does no harm.
        with contextlib.suppress(OSError):
            os.unlink(self.path)
        if self.is_real:
            with contextlib.suppress(OSError):
                _unlock(self.fd)
        os.close(self.fd)


def try_lock(path: Path) -> Held | None:
    """The lock at ``path``, or None if another process holds it.

    Raises
    ------
    OSError
        The lock file cannot be made (folder not writable, disk full).
    """
    while True:
        fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            try:
                _lock(fd)
                is_real = True
            except OSError as error:
                if error.errno in _BUSY:
                    os.close(fd)
                    return None
                if error.errno not in _UNSUPPORTED:
                    raise
                is_real = False
            if not _is_at(fd, path):  # the former holder deleted it between our opening and our locking
                os.close(fd)
                continue
            os.ftruncate(fd, 0)
            os.lseek(fd, 0, os.SEEK_SET)
            os.write(fd, f"{os.getpid()}\n".encode())
        except BaseException:
            with contextlib.suppress(OSError):
                os.close(fd)
            raise
        return Held(fd, path, is_real)


def _is_at(fd: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(fd), os.stat(path))
    except FileNotFoundError:
        return False


def holder(path: Path) -> int | None:
    """Process number written by the holder of a lock; None if unknown."""
    try:
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def wait_for(path: Path, on_wait: Callable[[int | None], None]) -> tuple[Held, bool]:
    """The lock at ``path``, waited for as long as another process lives and holds it, and whether we had to wait.

    ``on_wait`` is called once, with the process number of the holder, if we must wait.
    """
    held = try_lock(path)
    waited = held is None
    if waited:
        on_wait(holder(path))
    while held is None:
        time.sleep(POLL_SECONDS)
        held = try_lock(path)
    return held, waited
