"""Where every claim goes in the model: a mechanism, a check, or the reason why it is not modelled."""

from __future__ import annotations

from written import source
from written.markdown import Marked, address, cell, link, table, target
from yeonjwa.catalogue.claims import LAST_OF_LEDGER, Claim, checks, claims, processes
from yeonjwa.catalogue.practices import practices
from yeonjwa.catalogue.reports import reports

CODE = {name: tuple(row["code"]) for name, row in processes().items()}
"""Modules of each process that a claim can be linked to."""
PAGES = {name: str(row["page"]) for name, row in processes().items()}
"""The page that describes each process."""


def by_claim() -> str:
    """One row for each claim, in the order of the ledger."""
    code = {r.key: r.code for r in reports().values()}
    rows = []
    for c in claims().values():
        why = f"not modelled: {cell(reasons(c))}" if reasons(c) else ""
        where = "; ".join(words for words in (expressed(c), why) if words)
        rows.append(
            [
                f"{c.number} ({', '.join(code.get(r, r) for r in c.report)})",
                Marked(f"{address('claim', c.key)}{link('claim', c.key)}, {c.kind}: {cell(c.says)}"),
                Marked(where),
            ]
        )
    ledger = sum(c.ledger is not None for c in claims().values())
    modelled = sum(bool(expressed(c)) for c in claims().values())
    said = [
        f"{len(claims())} claims: {ledger} entries of the ledger of evidence (numbers 1 to {LAST_OF_LEDGER}) and {len(claims()) - ledger} that a "
        f"further readings added. {modelled} are expressed by a mechanism or used as a check; {len(claims()) - modelled} are not modelled, each with its reason.",
        "",
    ]
    return "\n".join([*said, *table(["no. (report)", "claim", "where it goes"], rows)]) + "\n"


def by_mechanism() -> str:
    """One row for each mechanism and check: the claims that it expresses, and where it stands in the code."""
    of: dict[str, list[Claim]] = {}
    for c in claims().values():
        for at in c.links:
            if name := at.mechanism or at.check:
                of.setdefault(name, []).append(c)
    rows = []
    for name, row in processes().items():
        rows.append(
            [
                Marked(f"[{name}]({PAGES[name]}.md)"),
                "process",
                row["says"],
                row["status"],
                Marked(numbers(of.get(name, []))),
                code(CODE[name]),
            ]
        )
    for p in practices().values():
        module = f"practices.{p.key}"
        name = f"[{p.key}](#practice-{p.key.replace('_', '-')})"
        rows.append(
            [
                Marked(name),
                "practice",
                p.title,
                p.status,
                Marked(numbers(of.get(p.key, []))),
                code((module,) if source.exists(module) else ()),
            ]
        )
    for name, row in checks().items():
        rows.append(
            [
                Marked(link("check", name)),
                "check",
                row["says"],
                row["status"],
                Marked(numbers(of.get(name, []))),
                ", ".join(f"table `{t}`" for t in row.get("tables", ())),
            ]
        )
    return (
        "\n".join(
            [
                *target("claims-by-mechanism"),
                *table(["name", "kind", "what", "this version", "claims", "code or table"], rows),
            ]
        )
        + "\n"
    )


def expressed(c: Claim) -> str:
    """Mechanisms and checks of a claim, linked where a page names them."""
    parts = []
    for at in c.links:
        if at.mechanism in practices():
            parts.append(f"[{at.mechanism}](#practice-{at.mechanism.replace('_', '-')})")
        elif at.mechanism:
            parts.append(f"[{at.mechanism}]({PAGES[at.mechanism]}.md)")
        elif at.check:
            parts.append(f"check {link('check', at.check)}")
    return ", ".join(parts)


def reasons(c: Claim) -> str:
    """Why a claim, or a part of it, is not modelled."""
    return "; ".join(at.not_modelled for at in c.links if at.not_modelled)


def code(modules: tuple[str, ...]) -> str:
    """Modules that exist, as code."""
    return ", ".join(f"`{m}`" for m in modules if source.exists(m))


def numbers(found: list[Claim]) -> str:
    """Numbers of claims, rising, once each, linked."""
    return ", ".join(link("claim", c.key, str(c.number)) for c in sorted(set(found), key=lambda c: c.number))


__all__ = ["CODE", "PAGES", "by_claim", "by_mechanism", "expressed", "reasons"]
