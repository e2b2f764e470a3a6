"""Every claim by report, with the two readings, and every practice, process and check by name."""

from __future__ import annotations

from written.markdown import cell, table
from yeonjwa.catalogue.claims import Claim, checks, claims, processes
from yeonjwa.catalogue.practices import practices
from yeonjwa.catalogue.reports import reports


def page() -> str:
    """All of it in one page."""
    named = claims().values()
    listed = [c for c in named if c.ledger is not None]
    agreed = sum(c.readings == "agreed" for c in listed)
    differs = sum(c.ledger_ok is False for c in listed)
    lines = [
        f"{len(named)} claims, {len(named) - len(listed)} of them missed by the ledger of evidence. Of the {len(listed)} in the ledger, two",
        f"independent readings agreed on {agreed} and were settled on {len(listed) - agreed}; {differs} of its lines say something else",
        "than the report. In Korean: `yeonjwa catalogue claims --lang ko`.",
    ]
    groups: list[tuple[str, str, str, str, list[Claim]]] = [
        (r.title, r.outlet, r.date, r.code, [c for c in named if c.report == (r.key,)]) for r in reports().values()
    ]
    groups.append(("Put together from several reports", "", "", "", [c for c in named if len(c.report) > 1]))
    for title, outlet, date, code, group in groups:
        lines += ["", f"## {cell(title)}", "", ", ".join(x for x in (outlet, date, code) if x), ""]
        rows = []
        for c in group:
            links = "; ".join(link.mechanism or link.check or f"not modelled: {link.not_modelled}" for link in c.links)
            rows.append([c.number, f"`{c.key}`: {c.says}", links, c.readings])
        lines += table(["number", "claim", "in the model", "readings"], rows)
    lines += ["", "## Practices", ""]
    lines += table(
        ["practice", "what is reported", "this version"],
        [[f"`{p.key}`: {p.title}", p.says, p.status] for p in practices().values()],
    )
    lines += ["", "## Processes and checks", ""]
    rows = [[f"`{name}`", row["says"], row["status"]] for name, row in {**processes(), **checks()}.items()]
    return "\n".join([*lines, *table(["name", "what it is", "this version"], rows)]) + "\n"


__all__ = ["page"]
