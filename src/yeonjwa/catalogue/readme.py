"""The count of figures by standing in README.md, kept true: ``python -m yeonjwa.catalogue.readme [FILE]``."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from yeonjwa.catalogue.figures import count_by_standing
from yeonjwa.errors import InputError

BEGIN, END = "<!-- figures: written by `make readme` -->", "<!-- end of figures -->"


def figures_block() -> str:
    """The table of how many figures stand on what, between its two markers."""
    counts = count_by_standing()
    meaning = {
        "reported": "a source outside this project states it",
        "estimated": "computed from published data",
        "calibrated": "set so that the model meets published totals",
        "assumed": "ours; each has a range, and the effect of some is shown",
    }
    rows = [f"| {standing} | {count} | {meaning[standing]} |" for standing, count in counts.items()]
    head = [f"| standing | figures (of {sum(counts.values())}) | meaning |", "|---|---|---|"]
    return "\n".join([BEGIN, "", *head, *rows, "", END])


def with_figures(words: str) -> str:
    """``words`` of a README with the block replaced by the present count."""
    if BEGIN not in words or END not in words:
        raise InputError(f"the file lacks the markers '{BEGIN}' and '{END}'.")
    return re.sub(re.escape(BEGIN) + ".*?" + re.escape(END), lambda _: figures_block(), words, flags=re.DOTALL)


def main() -> None:
    """Refresh the block in the file named on the command line (README.md by default)."""
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "README.md")
    path.write_text(with_figures(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
