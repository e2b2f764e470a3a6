"""Tables of figures by area, sources, and data files."""

from __future__ import annotations

import csv
import json
from importlib import resources

from written import source
from written.markdown import Marked, address, anchor, cell, link, links, number, span, table, target
from yeonjwa.catalogue import figures as all_figures
from yeonjwa.catalogue import sources as all_sources
from yeonjwa.catalogue import trace
from yeonjwa.catalogue.figures import STANDINGS, areas_of_figures
from yeonjwa.catalogue.files import areas as areas_of
from yeonjwa.catalogue.files import one

AREAS = {
    "behaviour": "Deciding to leave; beliefs, grievance and what fades",
    "border": "Economy, border, China, and return",
    "practices": "The practices",
    "families": "What relatives do",
    "units": "Units: denunciation, detection, officers",
    "departures": "Known departures",
    "society": "Posts, Party, classes, households, places",
    "population": "The population",
    "vital_rates": "Vital rates",
    "kinship": "Kinship theory",
}
"""Titles of the areas; an area that is not named here stands last under its own name."""


def parameters() -> str:
    """Every figure by area: value, unit, range, standing, source, what it does, and which modules read it."""
    areas = areas_of_figures()
    known = all_figures()
    order = [a for a in AREAS if a in areas_of("figures")] + sorted(set(areas_of("figures")) - set(AREAS))
    lines = table(
        ["area", "figures", *STANDINGS],
        [
            [
                f"[{AREAS.get(a, a)}](#parameters-{a.replace('_', '-')})",
                sum(x == a for x in areas.values()),
                *(sum(known[k].standing == s for k, x in areas.items() if x == a) for s in STANDINGS),
            ]
            for a in order
        ],
    )
    for area in order:
        lines += ["", *target(f"parameters-{area.replace('_', '-')}"), f"## {AREAS.get(area, area)}", ""]
        rows = []
        for key in (k for k, x in areas.items() if x == area):
            f = known[key]
            note = f" {f.note}" if f.note else ""
            read = ", ".join(f"`{m}`" for m in source.readers(key)) or "only in the views and checks"
            rows.append(
                [
                    Marked(
                        f"{address('figure', key)}{link('figure', key)}: {cell(f'{f.description}.{note}')} *Read in* {read}."
                    ),
                    number(f.value),
                    f.unit,
                    span(f.low, f.high),
                    Marked(f"{f.standing}: {link('source', f.source)}"),
                ]
            )
        lines += table(["figure, what it does, and where", "value", "unit", "range", "standing and source"], rows)
    return "\n".join(lines) + "\n"


def all_in_one() -> str:
    """One table of every figure, with the claims behind it and the tables that rest on it, and one of every source, with what rests on it."""
    rows: list[list[object]] = []
    for f in all_figures().values():
        found = trace.trace(f.key)
        parts = [links("claim", found.claims), links("practice", found.practices)]
        rows.append([
            Marked(f"{anchor('figure', f.key)}: {cell(f.description)}"), number(f.value), f.unit, span(f.low, f.high), f.standing,
            Marked(link("source", f.source)), Marked("; ".join(p for p in parts if p)), Marked(_tables(found)),
        ])  # fmt: skip
    head = ["figure", "value", "unit", "range", "standing", "source", "claims and practices", "tables of a run"]
    lines = table(head, rows)
    lines += [
        "",
        "## Areas and the tables that rest on them",
        "",
        "Where the tables read no figure by name, all that can be said is the area.",
        "",
    ]
    for area, names in one("results")["areas"].items():
        said = ", ".join(f"`{n}`" for n in names) or one("results")["notes"][area]["en"]
        lines += [*target(f"area-{area.replace('_', '-')}"), f"**{AREAS.get(area, area)}** (`{area}`): {said}", ""]
    lines += [*target("all-sources"), "## Sources", ""]
    sourced: list[list[object]] = []
    for s in all_sources().values():
        year = f", {s.date or s.year}" if s.date or s.year else ""
        what = f"*{cell(s.title)}*. {cell(f'{s.outlet}{year}. {s.note}')}"
        if s.report:
            what += f" One of the five reports: {link('report', s.report)}."
        seen = f"{s.seen}, weak" if s.weak else s.seen
        sourced.append(
            [
                Marked(f"{anchor('source', s.key)}"),
                Marked(what + (f" <{s.url}>" if s.url else "")),
                seen,
                Marked(_resting(s.key)),
            ]
        )
    lines += table(["source", "what", "seen", "what rests on it"], sourced)
    return "\n".join(lines) + "\n"


def _tables(found: trace.Trace) -> str:
    """Tables that rest on a figure: by name where their code reads it, else the whole area."""
    if not found.tables:
        return "none"
    if found.grain == "figure":
        return ", ".join(f"`{t}`" for t in found.tables)
    return f"[area {found.area}](#area-{found.area.replace('_', '-')})"


def _resting(key: str) -> str:
    """What rests on a source, by kind; or why nothing does."""
    found = trace.rests_on_source(key)
    parts = [
        links("figure", found.figures), links("practice", found.practices), links("claim", found.claims),
        ", ".join(f"`{name}`" for name in found.series),
    ]  # fmt: skip
    said = "; ".join(p for p in parts if p)
    return said or f"nothing: {cell(found.why_not)}"


def count() -> str:
    """How many figures there are of each standing, in one sentence."""
    known = all_figures().values()
    parts = ", ".join(f"{sum(f.standing == s for f in known)} {s}" for s in STANDINGS)
    return f"The model uses **{len(known)} figures**: {parts}.\n"


def data_files() -> str:
    """Every packaged data file: what it holds, how many rows, and the sources that it rests on."""
    folder = resources.files("yeonjwa") / "data"
    of_file: dict[str, list[str]] = {}
    for s in all_sources().values():
        for name in s.series:
            of_file.setdefault(name, []).append(f"{cell(s.title)} (`{s.key}`, {s.seen}{', weak' if s.weak else ''})")
    rows = []
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".csv"):
            lines = file.read_text(encoding="utf-8-sig").splitlines()
            found = list(csv.reader(line for line in lines if not line.startswith("#")))
            rows.append([f"`{file.name}`", len(found) - 1, ", ".join(found[0]), "; ".join(of_file.get(file.name, []))])
        elif file.name.endswith(".geojson"):
            features = json.loads(file.read_text(encoding="utf-8"))["features"]
            rows.append(
                [
                    f"`{file.name}`",
                    len(features),
                    "outlines of provinces, for maps",
                    "; ".join(of_file.get(file.name, [])),
                ]
            )
    return "\n".join(table(["file", "rows", "columns", "sources"], rows)) + "\n"


__all__ = ["AREAS", "all_in_one", "count", "data_files", "parameters"]
