"""The order of processes, printed from ``system/month.py`` and from what it calls in turn."""

from __future__ import annotations

import re

from written import source
from written.markdown import table

MONTH = ("system.month", "one_month")
WITHIN = {
    ("departures.drivers", "read"): "What comes from outside",
    ("beliefs.news", "spread"): "News, and what is told and shown to frighten or to reassure",
    ("families.money", "earn_send_and_support"): "Money between relatives",
    ("practices.on_departure", "follow"): "What follows for relatives, the harshest first",
    ("practices.sweeps", "go_over"): "Sweeps over family files",
}
"""Functions whose own order is printed too, with a heading."""


def month() -> str:
    """One table for the month, and one for each process that has an order of its own."""
    rows, step = [], ""
    for call in source.calls(*MONTH):
        found = re.match(r"(\d+) (.*)", call.comment)
        if found:
            step = found[1]
        rows.append(
            [
                step,
                found[2] if found else call.comment,
                f"`{call.module}.{call.name}`",
                source.first_line(call.module, call.name),
            ]
        )
    lines = table(["step", "what", "function", "what the function says of itself"], rows)
    for (module, name), title in WITHIN.items():
        if not source.exists(module):
            continue
        lines += ["", f"### {title}", "", f"`{module}.{name}`: {source.first_line(module, name)}", ""]
        lines += table(
            ["function", "what the function says of itself"],
            [[f"`{c.module}.{c.name}`", source.first_line(c.module, c.name)] for c in source.calls(module, name)],
        )
    return "\n".join(lines) + "\n"


__all__ = ["MONTH", "WITHIN", "month"]
