"""The practices: what is reported, whom they reach, their four series in words, and their levels in each history."""

from __future__ import annotations

import ast
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from written import source
from written.markdown import Marked, also, cell, link, links, span, table, target
from yeonjwa.catalogue.histories import WHERE, WHO, histories, levels, schedule
from yeonjwa.catalogue.practices import SERIES, Practice, Right, practices
from yeonjwa.months import month_of

YEARS = (1995, 2003, 2008, 2011, 2013, 2015, 2017, 2019, 2021, 2024)
"""Years of the tables of levels; each cell is that of July."""
OVER_FILES = ("members_at_home", "rows_of(", "people.file")
"""What a module calls or reads that goes over the members of family files."""


def overview() -> str:
    """One row for each practice."""
    rows = []
    for p in practices().values():
        rows.append(
            [
                Marked(link("practice", p.key, p.title)), ", ".join(m.replace("_", " ") for m in p.mode) or "standing",
                reported_kin(p), kin_in_code(p.key), p.visibility.replace("_", " "), p.status,
            ]
        )  # fmt: skip
    return (
        "\n".join(table(["practice", "mode", "kin as reported", "kin in the model", "seen by", "this version"], rows))
        + "\n"
    )


def one_by_one() -> str:
    """A section for each practice."""
    lines: list[str] = []
    for p in practices().values():
        lines += [
            *target(f"practice-{p.key.replace('_', '-')}"),
            f"## {p.title} ({p.title_ko})",
            "",
            also("practice", p.key) + " ".join(p.says.split()),
            "",
        ]
        facts: list[list[object]] = [
            ["name", f"`{p.key}`"],
            ["claims", Marked(links("claim", p.claims))],
            ["figures", Marked(links("figure", p.figures))],
            ["kin as reported", f"{reported_kin(p)}. {p.kin.words}"],
            ["kin in the model", kin_in_code(p.key)],
            ["told of", "; ".join(f"{s.where}, {s.who}" for s in p.strata)],
            ["trigger", p.trigger],
            ["capacity", p.capacity],
            ["level 1 stands for", levels()[p.key].full],
            ["in the code", in_code(p.key)],
            ["rights", Marked("; ".join(right(r) for r in p.rights))],
        ]
        if p.note:
            facts.append(["note", p.note])
        lines += [*table(["", ""], facts), ""]
        rows = [
            [name, dates(e.since, e.until), e.level, e.standing, Marked(evidence(e.claims, e.sources))]
            for name in SERIES
            for e in getattr(p.series, name)
        ]
        lines += [*table(["series", "dates", "in words", "standing", "rests on"], rows), ""]
        lines += [*_windows(p.key), "", *by_history(p.key), ""]
    return "\n".join(lines) + "\n"


def _windows(practice: str) -> list[str]:
    """The windows that turn words into numbers."""
    rows = [
        [
            w.series, dates(w.since, w.until), ", ".join(w.where), w.who, f"{w.level:g} ({span(w.low, w.high)})", w.standing,
            ", ".join(w.histories), Marked(evidence(w.claims, w.sources)), f"{w.why} {f'*{w.note}*' if w.note else ''}",
        ]
        for w in levels()[practice].windows
    ]  # fmt: skip
    head = ["series", "dates", "where", "who", "level (range)", "standing", "histories", "rests on", "why"]
    if not rows:
        return ["No window of its own: the level is 0 in every history."]
    moves = levels()[practice].moves
    told = [name for name in SERIES if name not in moves and any(row[0] == name for row in rows)]
    said = f"In numbers. A run reads *{'* and *'.join(moves)}*"
    still = f"; *{'* and *'.join(told)}* {'is' if len(told) == 1 else 'are'} told and change{'s' * (len(told) == 1)} nothing in it"
    return [f"{said}{still if told else ''}.", "", *table(head, rows)]


def evidence(claims: Iterable[str], sources: Iterable[str]) -> str:
    """Claims and sources, linked."""
    return ", ".join(part for part in (links("claim", claims), links("source", sources)) if part)


KNOWN = {
    "text": "",
    "cited": ", as cited by a United Nations committee",
    "contents": ", whole part by the table of contents",
}  # fmt: skip
"""How the place of a right was confirmed, where it was not read in the text itself."""


def right(r: Right) -> str:
    """A right that a practice touches, with its place; a place that was not seen in the text itself says so."""
    return f"{link('source', r.source)} {cell(f'{r.where} ({r.why}{KNOWN[r.known]})')}"


def by_history(practice: str) -> list[str]:
    """Lowest to highest level over places and standings, actual and believed, by history and year; equal histories share a row."""
    head = ["histories", "series", *map(str, YEARS)]
    said = f"Levels in July of the year, lowest to highest over {len(WHERE)} places and {len(WHO)} standings:"
    rows = []
    for series in ("actual", "believed"):
        alike: dict[tuple[str, ...], list[str]] = {}
        for key in histories():
            plan = schedule(key).table(practice, series)
            alike.setdefault(tuple(_span(plan[month_of(y, 7) - month_of(1993)]) for y in YEARS), []).append(f"`{key}`")
        rows += [[", ".join(keys), series, *cells] for cells, keys in alike.items()]
    return [said, "", *table(head, rows)]


def _span(at: NDArray[np.float64]) -> str:
    low, high = float(at.min()), float(at.max())
    return f"{low:g}" if low == high else f"{low:g}–{high:g}"


def reported_kin(p: Practice) -> str:
    """The kin rule that the reports give, in short."""
    k = p.kin
    if levels()[p.key].touches == "others":
        return "not aimed at relatives"
    if k.father is None and k.mother is None:
        sides = "degree left open"
    elif k.father == k.mother:
        sides = f"{k.father} chon"
    else:
        sides = f"father's side {k.father if k.father is not None else '?'}, mother's side {k.mother if k.mother is not None else '?'} chon"
    line = f", {k.lineality}" if k.lineality else ""
    inlaws = {True: ", with in-laws", False: ", without in-laws", None: ""}[k.affines]
    return f"{sides}{line}{inlaws}{'' if k.settled else ' (not settled)'}"


def kin_in_code(practice: str) -> str:
    """Whom the practice reaches in the model: the kin rule of its module, the family's file, or nobody by kinship."""
    module = f"practices.{practice}"
    if practice == "vetting":
        return "depth by post and side"
    rule = source.constant(module, "KIN")
    if rule:
        return f"`{rule}`"
    words = source.path(module).read_text(encoding="utf-8")
    return "the family's file" if any(name in words for name in OVER_FILES) else "nobody by kinship"


def in_code(practice: str) -> str:
    """Where the practice stands in the program: its module and functions."""
    module = f"practices.{practice}"
    if not source.exists(module):
        return "not in this version"
    names = [n.name for n in source.tree(module).body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")]
    more = "; `system.posts`: `fill`; counted by `reach.measure`" if practice == "vetting" else ""
    return f"`{module}`: " + ", ".join(f"`{n}`" for n in names) + more


def dates(since: str | None, until: str | None) -> str:
    """Two dates in words."""
    if since is None and until is None:
        return "throughout"
    if since is None:
        return f"to {until}"
    return f"from {since}" if until is None else f"{since} to {until}"


__all__ = ["YEARS", "by_history", "in_code", "kin_in_code", "one_by_one", "overview", "reported_kin"]
