"""Every claim by report, with the two readings, and every practice, process and check by name."""

from __future__ import annotations

from written import coverage
from written.markdown import Marked, address, also, anchor, cell, link, links, slug, table, target
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
    groups: list[tuple[str, str, list[Claim]]] = []
    for r in reports().values():
        said = f"{also('report', r.key)}{cell(', '.join((r.outlet, r.date, r.code)))}. {cell(r.covers)} {cell(' '.join(r.reliability))}"
        groups.append((r.key, said, [c for c in named if c.report == (r.key,)]))
    groups.append(("", "", [c for c in named if len(c.report) > 1]))
    for report, said, group in groups:
        title = reports()[report].title if report else "Put together from several reports"
        lines += ["", *(target(slug("report", report)) if report else []), f"## {cell(title)}", "", said, ""]
        rows: list[list[object]] = []
        for c in group:
            what = f"{anchor('claim', c.key)}: {cell(c.says)}"
            rows.append([c.number, Marked(what), Marked(in_the_model(c)), c.readings, cell(c.note)])
        lines += table(["number", "claim", "in the model", "readings", "note"], rows)
    lines += ["", "## Practices", ""]
    lines += table(
        ["practice", "what is reported", "this version"],
        [
            [Marked(f"{address('practice', p.key)}{link('practice', p.key)}: {cell(p.title)}"), p.says, p.status]
            for p in practices().values()
        ],
    )
    lines += ["", "## Processes and checks", ""]
    rows = [
        [Marked(f"[`{name}`](../model/{coverage.PAGES[name]}.md)"), row["says"], row["status"], ""]
        for name, row in processes().items()
    ]
    rows += [
        [Marked(anchor("check", name)), row["says"], row["status"], ", ".join(f"`{t}`" for t in row.get("tables", ()))]
        for name, row in checks().items()
    ]
    return "\n".join([*lines, *table(["name", "what it is", "this version", "tables"], rows)]) + "\n"


def in_the_model(c: Claim) -> str:
    """Where a claim goes: practices, processes and checks by links, the figures that it informs, and why not, where it goes nowhere."""
    parts = []
    for at in c.links:
        if at.mechanism in practices():
            parts.append(link("practice", str(at.mechanism)))
        elif at.mechanism:
            parts.append(f"[`{at.mechanism}`](../model/{coverage.PAGES[at.mechanism]}.md)")
        elif at.check:
            parts.append(f"check {link('check', at.check)}")
        else:
            parts.append(f"not modelled: {cell(at.not_modelled)}")
            parts += [f"see instead {links('claim', c.see)}"] if c.see else []
    if c.informs:
        parts.append(f"figures {links('figure', c.informs)}")
    return "; ".join(parts)


__all__ = ["in_the_model", "page"]
