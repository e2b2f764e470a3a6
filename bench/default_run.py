"""Time `yeonjwa run` as a user meets it: first ever, with the country to build, and with everything there.

    python bench/default_run.py [--scale 0.1]

The scale is 0.1, the default of the command, or less. Installation is not in these times.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from compile import RUN
from tools import TARGET_HEADS, Used, in_a_process, options, show, target

DEFAULT_SCALE = 0.1


def run(scale: float, folder: Path, kernels: Path, name: str) -> Used:
    """One run into a folder of outcomes of its own; countries and kernels stay in ``folder`` and ``kernels``."""
    words = ["run", "--scale", f"{scale:g}", "--quiet", "--out", str(folder / name)]
    return in_a_process(RUN.format(words=words), {"YEONJWA_CACHE": str(folder), "NUMBA_CACHE_DIR": str(kernels)})


def main() -> None:
    """Run three times and print the table."""
    scale = min(options(__doc__).scale, DEFAULT_SCALE)
    with (
        tempfile.TemporaryDirectory() as one,
        tempfile.TemporaryDirectory() as two,
        tempfile.TemporaryDirectory() as kernels,
    ):
        found = [
            ("kernels to compile, country to build", run(scale, Path(one), Path(kernels), "a")),
            ("country to build", run(scale, Path(two), Path(kernels), "b")),
            ("everything there", run(scale, Path(two), Path(kernels), "c")),
        ]
    rows = [[name, f"{u.seconds:.1f}", f"{u.cpu_seconds:.1f}", f"{u.memory_bytes / 1e9:.2f}"] for name, u in found]
    show((f"yeonjwa run --scale {scale:g}", "s", "CPU-s", "peak GB"), rows)
    is_default = scale == DEFAULT_SCALE
    show(TARGET_HEADS, [
        target("default run, warm", 20, 8, found[2][1].seconds if is_default else None, " s"),
        target("first run ever, installation not included", 240, 120, found[0][1].seconds if is_default else None, " s"),
    ])  # fmt: skip


if __name__ == "__main__":
    main()
