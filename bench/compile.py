"""Time the compiling of all kernels of the default path: the first run on a fresh machine, less the second.

    python bench/compile.py

Both build a country at scale 0.001 and run on it, in a process and a cache of countries of their own; only the second
finds the kernels compiled.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tools import TARGET_HEADS, Used, in_a_process, options, show, target

RUN = "from yeonjwa.cli.main import run_command\nassert run_command({words!r}) == 0"


def run(folder: Path, kernels: Path) -> Used:
    """Build and run at scale 0.001."""
    words = ["run", "--scale", "0.001", "--quiet", "--out", str(folder / "outcome")]
    return in_a_process(RUN.format(words=words), {"YEONJWA_CACHE": str(folder), "NUMBA_CACHE_DIR": str(kernels)})


def main() -> None:
    """Run cold, run warm, print the difference."""
    options(__doc__)
    with (
        tempfile.TemporaryDirectory() as one,
        tempfile.TemporaryDirectory() as two,
        tempfile.TemporaryDirectory() as kernels,
    ):
        cold, warm = run(Path(one), Path(kernels)), run(Path(two), Path(kernels))
        kept = len(list(Path(kernels).rglob("*.nbi")))
    rows = [
        [name, f"{used.seconds:.1f}", f"{used.cpu_seconds:.1f}"]
        for name, used in (("kernels to compile", cold), ("kernels compiled", warm))
    ]
    rows.append(
        [
            f"compiling ({kept} kernels)",
            f"{cold.seconds - warm.seconds:.1f}",
            f"{cold.cpu_seconds - warm.cpu_seconds:.1f}",
        ]
    )
    show(("build and run at scale 0.001", "s", "CPU-s"), rows)
    show(TARGET_HEADS, [target("compile everything, cold", 60, 60, cold.cpu_seconds - warm.cpu_seconds, " s")])


if __name__ == "__main__":
    main()
