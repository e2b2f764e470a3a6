"""Errors that a user can mend, and how they are worded: what was wrong, what was expected, what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class YeonjwaError(Exception):
    """Base of the errors a caller may want to catch. Its message is one clear sentence or two."""


class InputError(YeonjwaError, ValueError):
    """Something the user gave is not usable. The command line ends with exit code 2 and writes nothing."""


class StoreError(YeonjwaError):
    """A stored country is damaged, half-written, outdated or cannot be written."""


class MachineError(YeonjwaError):
    """The machine is too small for what was asked (memory or disk)."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A sentence that names the near misses of ``name`` among ``known``, or lists a few of them."""
    known = [str(k) for k in known]
    # Case and the dashes of options tell nothing: `-Scale` is as near to `--scale` as `scale`.
    plain = {k: k.lower().strip("-").replace("_", "-") for k in known}
    wanted = str(name).lower().strip("-").replace("_", "-")
    likeness = {k: difflib.SequenceMatcher(None, wanted, p).ratio() for k, p in plain.items()}
    best = max(likeness.values(), default=0.0)
    near = [k for k in sorted(known, key=lambda k: -likeness[k]) if likeness[k] >= max(0.6, best - 0.15)]
    if near:
        return "Did you mean " + " or ".join(f"'{n}'" for n in near[:3]) + "?"
    shown = ", ".join(f"'{k}'" for k in sorted(known)[:8])
    more = f" and {len(known) - 8} more" if len(known) > 8 else ""
    return f"Known: {shown}{more}."
