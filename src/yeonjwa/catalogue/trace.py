"""Walks through the catalogue, both ways: from a number to its source, and from a sentence of a report to its mechanism.

A figure, a claim, a practice and a source each know what stands before them and what rests on them. Nothing here is logic
of the model: every step is a key that one entry names of another.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from yeonjwa.catalogue.claims import Claim, checks, claim, claims, processes
from yeonjwa.catalogue.figures import Figure, Source, areas_of_figures, figure, figures, sources
from yeonjwa.catalogue.files import one
from yeonjwa.catalogue.practices import SERIES, Practice, practice, practices
from yeonjwa.catalogue.process_figures import figures_of_process, processes_of_figure
from yeonjwa.catalogue.reports import reports
from yeonjwa.catalogue.windows import Window
from yeonjwa.errors import InputError, did_you_mean

Grain = Literal["figure", "area"]
Kind = Literal["figure", "claim", "practice", "source", "report", "mechanism", "level", "table"]
AREA_OF_PRACTICES = "practices"


class _Trace(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Trace(_Trace):
    """Everything that hangs on one figure."""

    figure: Figure
    source: Source
    area: str
    claims: tuple[str, ...]
    """Claims that say they inform the figure."""
    of_report: tuple[str, ...]
    """Other claims of the report that the figure's source is, if it is one of the five."""
    practices: tuple[str, ...]
    processes: tuple[str, ...]
    """Processes whose code reads it."""
    tables: tuple[str, ...]
    grain: Grain
    """figure: the tables read this very figure; area: its whole area goes into them, and any of them may move."""
    note: dict[str, str]


class ClaimTrace(_Trace):
    """Where a claim comes from, and where it goes in the model."""

    claim: Claim
    practices: tuple[str, ...]
    processes: tuple[str, ...]
    checks: tuple[str, ...]
    not_modelled: tuple[str, ...]
    figures: tuple[str, ...]
    """Figures that the claim informs, and those of its practices and processes."""
    windows: tuple[str, ...]
    """Dated levels that rest on it, as practice/key."""
    tables: tuple[str, ...]
    """Tables of a run in which it shows: those of its checks, processes and practices."""


class PracticeTrace(_Trace):
    """What a practice rests on, and what rests on it."""

    practice: Practice
    claims: tuple[str, ...]
    """Claims that it names, in any series, and claims that name it."""
    sources: tuple[str, ...]
    """Outside sources of its dated entries and levels."""
    figures: tuple[str, ...]
    windows: tuple[str, ...]
    histories: tuple[str, ...]
    """Histories that hold a level written for them."""
    tables: tuple[str, ...]


class MechanismTrace(_Trace):
    """What a process or a check is, and the claims that go to it."""

    key: str
    says: str
    says_ko: str
    status: str
    claims: tuple[str, ...]
    code: tuple[str, ...]
    """Modules of a process."""
    page: str
    """Page of the model's description, for a process."""
    tables: tuple[str, ...]
    """Tables that a check reads, or in which a process shows first."""


class SourceTrace(_Trace):
    """What rests on a source."""

    source: Source
    figures: tuple[str, ...]
    claims: tuple[str, ...]
    """Claims of the report that it is, and claims that it bears out or contradicts."""
    practices: tuple[str, ...]
    """Practices with a dated entry, a level or a right that names it."""
    windows: tuple[str, ...]
    series: tuple[str, ...]
    """Packaged data files."""
    why_not: str
    """Why nothing rests on it, if nothing does."""


@cache
def trace(key: str) -> Trace:
    """Walk from a figure to its source, claims, practices and tables.

    Raises
    ------
    InputError
        No figure has this key; the near misses are named.
    """
    found = figure(key)
    source = sources()[found.source]
    informing = tuple(c.key for c in claims().values() if key in c.informs)
    beside = tuple(
        c.key
        for c in claims().values()
        if source.report is not None and source.report in c.report and key not in c.informs
    )
    linked = {m for c in informing for link in claims()[c].links if (m := link.mechanism)}
    of_practices = tuple(p.key for p in practices().values() if key in figures_of(p.key) or p.key in linked)
    area = areas_of_figures()[key]
    tables, grain = tables_of(key, area)
    return Trace(
        figure=found, source=source, area=area, claims=informing, of_report=beside, practices=of_practices,
        processes=processes_of_figure(key), tables=tables, grain=grain, note=one("results").get("notes", {}).get(area, {}),
    )  # fmt: skip


def trace_claim(key: str) -> ClaimTrace:
    """Walk from a claim, by its id or number, to its mechanisms, checks, figures, dated levels and tables.

    Raises
    ------
    InputError
        There is no such claim; the near misses are named.
    """
    found = claim(key)
    named = [link.mechanism for link in found.links if link.mechanism]
    of_practices = tuple(name for name in named if name in practices())
    of_checks = tuple(link.check for link in found.links if link.check)
    of_processes = tuple(name for name in named if name in processes())
    keys = [*found.informs, *(k for name in of_practices for k in figures_of(name))]
    keys += [k for name in of_processes for k in figures_of_process(name)]
    tables = [t for name in of_checks for t in checks()[name].get("tables", ())]
    tables += [t for name in of_processes for t in processes()[name]["tables"]]
    for name in of_practices:
        tables += tables_of_practice(name)
    areas = areas_of_figures()
    for k in found.informs:
        tables += tables_of(k, areas[k])[0]
    return ClaimTrace(
        claim=found, practices=of_practices, processes=of_processes, checks=of_checks,
        not_modelled=tuple(link.not_modelled for link in found.links if link.not_modelled), figures=_once(keys),
        windows=tuple(f"{w.practice}/{w.key}" for w in _windows() if found.key in w.claims), tables=_once(tables),
    )  # fmt: skip


def trace_practice(name: str) -> PracticeTrace:
    """Walk from a practice to the claims and sources behind it, and to its figures, levels and tables.

    Raises
    ------
    InputError
        There is no such practice; the near misses are named.
    """
    found = practice(name)
    entries = [e for series in SERIES for e in getattr(found.series, series)]
    windows = [w for w in _windows() if w.practice == name]
    linking = [c.key for c in claims().values() if any(link.mechanism == name for link in c.links)]
    named = [*found.claims, *(c for e in entries for c in e.claims), *(c for w in windows for c in w.claims), *linking]
    return PracticeTrace(
        practice=found, claims=_once(named), sources=_once([s for part in (*entries, *windows) for s in part.sources]),
        figures=figures_of(name), windows=tuple(f"{w.practice}/{w.key}" for w in windows),
        histories=_once(h for w in windows for h in w.histories), tables=tables_of_practice(name),
    )  # fmt: skip


@cache
def rests_on_source(key: str) -> SourceTrace:
    """Walk from a source to everything that names it.

    Raises
    ------
    InputError
        There is no such source; the near misses are named.
    """
    if key not in sources():
        raise InputError(f"source '{key}' is not in the catalogue. {did_you_mean(key, sources())}")
    found = sources()[key]
    windows = [w for w in _windows() if key in w.sources]
    naming = [
        p.key
        for p in practices().values()
        if key in {r.source for r in p.rights} | {s for n in SERIES for e in getattr(p.series, n) for s in e.sources}
    ]
    of_claims = [c.key for c in claims().values() if key in (*c.corroborated_by, *c.contradicted_by)]
    of_claims += [c.key for c in claims().values() if found.report in c.report]
    return SourceTrace(
        source=found, figures=tuple(f.key for f in figures().values() if f.source == key), claims=_once(of_claims),
        practices=_once([*naming, *(w.practice for w in windows)]),
        windows=tuple(f"{w.practice}/{w.key}" for w in windows), series=found.series, why_not=found.not_modelled,
    )  # fmt: skip


def trace_mechanism(key: str) -> MechanismTrace:
    """Walk from a process or a check to the claims that go to it, and to its code or tables."""
    row = processes().get(key) or checks()[key]
    going = tuple(c.key for c in claims().values() if any(key in (link.mechanism, link.check) for link in c.links))
    return MechanismTrace(
        key=key, says=row["says"], says_ko=row["says_ko"], status=row["status"], claims=going, code=tuple(row.get("code", ())),
        page=row.get("page", ""), tables=tuple(row.get("tables", ())),
    )  # fmt: skip


def window(name: str) -> Window:
    """One dated level by its name, practice/key."""
    return next(w for w in _windows() if f"{w.practice}/{w.key}" == name)


def kind_of(key: str) -> Kind:
    """What a key names; a number is that of a claim, practice/key names a dated level, and tables/name a table.

    Raises
    ------
    InputError
        Nothing in the catalogue has this key; the near misses of all parts are named.
    """
    if key.isdigit() or key in claims():
        return "claim"
    if key in figures():
        return "figure"
    if key in practices():
        return "practice"
    if key in reports():
        return "report"
    if key in sources():
        return "source"
    names: dict[Kind, tuple[str, ...]] = {
        "mechanism": (*processes(), *checks()), "level": tuple(f"{w.practice}/{w.key}" for w in _windows()),
        "table": (*tables(), *(f"tables/{name}" for name in tables())),
    }  # fmt: skip
    for kind, keys in names.items():
        if key in keys:
            return kind
    known = (*figures(), *claims(), *practices(), *reports(), *sources(), *(k for keys in names.values() for k in keys))
    raise InputError(
        f"'{key}' names no figure, claim, practice, report, source, process, check, level or table. {did_you_mean(key, known)}"
    )


def tables() -> tuple[str, ...]:
    """Names of all tables that results.yaml speaks of."""
    results = one("results")
    named = (*results["figures"].values(), *results["areas"].values(), results["series"])
    return _once(name for group in named for name in group)


@cache
def figures_of(name: str) -> tuple[str, ...]:
    """Figures of a practice: those that it names, and those of the areas of behaviour that begin with its name."""
    others = [n for n in practices() if n.startswith(f"{name}_")]
    own = [
        key
        for key in figures()
        if key.startswith(f"{name}_") and not any(key.startswith(f"{other}_") for other in others)
    ]
    return _once([*practices()[name].figures, *own])


@cache
def tables_of_practice(name: str) -> tuple[str, ...]:
    """Tables of a run that rest on a practice: its figures', or those of all practices where it has none."""
    areas = areas_of_figures()
    found = [t for key in figures_of(name) for t in tables_of(key, areas[key])[0]]
    return _once(found or one("results")["areas"][AREA_OF_PRACTICES])


@cache
def tables_of(key: str, area: str) -> tuple[tuple[str, ...], Grain]:
    """Tables of a run that rest on a figure, and at which grain that can be said."""
    results = one("results")
    for pattern, tables in results["figures"].items():
        if fnmatchcase(key, pattern):
            return tuple(tables), "figure"
    return tuple(results["areas"][area]), "area"


@cache
def _windows() -> list[Window]:
    from yeonjwa.catalogue.histories import levels

    return [w for file in levels().values() for w in file.windows]


def _once(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keys))
