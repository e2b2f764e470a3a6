"""What a build needs, what this machine has, and the refusal when the two do not fit."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from yeonjwa.errors import MachineError
from yeonjwa.population.spec import PopulationSpec

# Measured on builds of this program at scales 0.01, 0.1 and 1 (2 cores, kernels compiled). They are facts about the
# program, not assumptions about the country.
PERSONS_EVER_AT_FULL_SIZE = 58_500_000
MEMORY_BYTES_PER_PERSON = 56  # peak of the build, per person ever born
DISK_BYTES_PER_PERSON = 46
SECONDS_PER_PERSON = 0.9e-6
MEMORY_BYTES_AT_LEAST = 250_000_000  # interpreter, libraries and compiled kernels
SECONDS_AT_LEAST = 2.0

# A country that fills the disk to the last byte helps nobody; this much is left for tables and reports.
DISK_BYTES_LEFT_FREE = 200_000_000
SCALES_TO_ADVISE = (1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005)


@dataclass(frozen=True)
class Needs:
    """What building a country takes: wall time (s), peak memory and disk (bytes). Estimates, good to about a third."""

    seconds: float
    memory_bytes: int
    disk_bytes: int


@dataclass(frozen=True)
class Machine:
    """What this machine offers now: memory in all and free (bytes), free disk at the cache (bytes), usable CPUs.

    A value that the system does not tell is None and is not checked.
    """

    memory_bytes: int | None
    free_memory_bytes: int | None
    free_disk_bytes: int | None
    cpus: int


def estimate(spec: PopulationSpec) -> Needs:
    """Time, memory and disk that building ``spec`` will take."""
    persons = spec.scale * PERSONS_EVER_AT_FULL_SIZE
    return Needs(
        seconds=SECONDS_AT_LEAST + SECONDS_PER_PERSON * persons,
        memory_bytes=int(MEMORY_BYTES_AT_LEAST + MEMORY_BYTES_PER_PERSON * persons),
        disk_bytes=int(DISK_BYTES_PER_PERSON * persons),
    )


def machine(folder: Path) -> Machine:
    """What this machine offers a build whose country will lie in ``folder``."""
    total, free = _memory()
    limits = [limit for limit in (_group_limit(), _process_limit()) if limit is not None]
    if limits:
        total = min(limits if total is None else [total, *limits])
        free = min(limits if free is None else [free, *limits])
    return Machine(total, free, _free_disk(folder), usable_cpus())


def usable_cpus() -> int:
    """How many CPUs this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def facts(folder: Path) -> dict[str, str | int | None]:
    """The machine in a few words for the manifest: nothing that names the machine or its owner."""
    has = machine(folder)
    return {
        "system": platform.system(),
        "architecture": platform.machine(),
        "cpus": has.cpus,
        "memory_bytes": has.memory_bytes,
    }


def refuse_if_too_small(spec: PopulationSpec, has: Machine) -> None:
    """Refuse a build that this machine cannot finish, and say what would fit.

    Raises
    ------
    MachineError
        Memory or disk does not suffice.
    """
    short = shortage(estimate(spec), has)
    if not short:
        return
    smaller = [s for s in SCALES_TO_ADVISE if s < spec.scale]
    fits = next((s for s in smaller if not shortage(estimate(spec.model_copy(update={"scale": s})), has)), None)
    advice = "No smaller --scale would fit either." if fits is None else f"`--scale {fits:g}` would fit."
    raise MachineError(f"A country at scale {spec.scale:g} cannot be built here: {'; '.join(short)}. {advice}")


def shortage(needs: Needs, has: Machine) -> list[str]:
    """What is missing for ``needs``, each in a few words with the way out; empty if everything suffices."""
    short = []
    if has.free_memory_bytes is not None and needs.memory_bytes > has.free_memory_bytes:
        way_out = ""
        if has.memory_bytes is not None and needs.memory_bytes <= has.memory_bytes:
            way_out = f" of {gigabytes(has.memory_bytes)} (closing other programs may be enough)"
        short.append(
            f"it needs about {gigabytes(needs.memory_bytes)} of memory, and "
            f"{gigabytes(has.free_memory_bytes)}{way_out} are free"
        )
    if has.free_disk_bytes is not None and needs.disk_bytes + DISK_BYTES_LEFT_FREE > has.free_disk_bytes:
        short.append(
            f"it needs about {gigabytes(needs.disk_bytes + DISK_BYTES_LEFT_FREE)} of disk in the cache folder, and "
            f"{gigabytes(has.free_disk_bytes)} are free (free some, or point YEONJWA_CACHE to another disk)"
        )
    return short


def gigabytes(size: int) -> str:
    """A size as people read it: "1.9 GB", "140 MB"."""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


def _free_disk(folder: Path) -> int | None:
    # The cache folder may not exist yet; its nearest existing parent lies on the same disk.
    for place in (folder, *folder.parents):
        if place.exists():
            try:
                return shutil.disk_usage(place).free
            except OSError:
                return None
    return None


def _memory() -> tuple[int | None, int | None]:
    """Memory in all and free, bytes, as the operating system tells."""
    if sys.platform == "win32":
        return _memory_windows()
    try:
        total: int | None = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        total = None
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        # macOS hands back cached and compressed memory on demand and has no honest count of what is free.
        return total, total
    kilobytes = {line.split(":")[0]: line.split()[1] for line in lines if ":" in line}
    return total, int(kilobytes["MemAvailable"]) * 1024 if "MemAvailable" in kilobytes else total


def _memory_windows() -> tuple[int | None, int | None]:
    import ctypes

    class Status(ctypes.Structure):
        _fields_ = (
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            *((name, ctypes.c_ulonglong) for name in ("total", "free", "c", "d", "e", "f", "g")),
        )

    status = Status()
    status.length = ctypes.sizeof(Status)
    if not ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):  # type: ignore[attr-defined, unused-ignore]
        return None, None
    return int(status.total), int(status.free)


def _group_limit(groups: Path = Path("/proc/self/cgroup"), root: Path = Path("/sys/fs/cgroup")) -> int | None:
    """Memory that containers and cluster jobs leave to this process, bytes (Linux control groups, both versions)."""
    try:
        lines = groups.read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    left = []
    for line in lines:
        _, controllers, name = line.split(":", 2)
        if controllers == "":
            top, limit, used = root, "memory.max", "memory.current"
        elif "memory" in controllers.split(","):
            top, limit, used = root / "memory", "memory.limit_in_bytes", "memory.usage_in_bytes"
        else:
            continue
        # A group is also bound by every group above it; inside a container only the topmost may be visible.
        own = top / name.lstrip("/")
        for folder in (own, *own.parents):
            if (room := _room_in_group(folder, limit, used)) is not None:
                left.append(room)
            if folder == top:
                break
    return min(left, default=None)


def _room_in_group(folder: Path, limit: str, used: str) -> int | None:
    try:
        allowed = int((folder / limit).read_text(encoding="ascii"))
        taken = int((folder / used).read_text(encoding="ascii"))
        stat = dict(line.split() for line in (folder / "memory.stat").read_text(encoding="ascii").splitlines())
    except (OSError, ValueError):  # not visible, or "max"
        return None
    # Cached files count as used but give way at once.
    cached = int(stat.get("total_inactive_file", stat.get("inactive_file", 0)))
    return max(0, allowed - max(0, taken - cached))


def _process_limit() -> int | None:
    """Address space that this process may use, bytes (``ulimit -v``)."""
    if sys.platform == "win32":
        return None
    import resource

    allowed = resource.getrlimit(resource.RLIMIT_AS)[0]
    return None if allowed == resource.RLIM_INFINITY else allowed
