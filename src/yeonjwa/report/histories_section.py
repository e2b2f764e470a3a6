"""Rival histories in the report: what each report, if true, would imply in the model, and how that sits with figures from outside.

Histories stand in the order of the catalogue. Nothing is ranked, counted up or divided.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from yeonjwa.catalogue.histories import SERIES, History, histories
from yeonjwa.disclosure import SMALL_SCALE
from yeonjwa.messages import current_language, text
from yeonjwa.outcome import ALL
from yeonjwa.report import words
from yeonjwa.report.blocks import Block, Grid, Heading, Section, Words
from yeonjwa.report.claims_section import edition, made_of
from yeonjwa.report.histories_words import (
    allowed,
    direction,
    figure_name,
    model,
    published,
    said_difference,
    said_people,
    signed,
    source_titles,
)
from yeonjwa.report.pouring import small_page
from yeonjwa.report.simulated_harm import practice_name
from yeonjwa.rivals.arrivals import HARM_PERIOD
from yeonjwa.rivals.in_force import Stretch, in_force
from yeonjwa.rivals.outside import outside_figures
from yeonjwa.rivals.table import NOT_REJECTED, rejecting
from yeonjwa.system.ledger import KIN_BANDS

KEY = "histories"
PERIOD = "2012-2019"
"""The period of the tables by degree; all periods stand in histories_harm.parquet."""
ANY, DREAD = "any_practice", "dread"

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def histories_section(rows: Rows, about: Mapping[str, Any]) -> Section:
    """One section for the report of a run: all histories side by side, then each of them with folded tables."""
    blocks = _overview(rows, about)
    for key in _keys(rows):
        blocks += [
            Heading(_title(key)),
            Words(_in_language(histories()[key], "says")),
            *_of_history(key, rows, is_folded=True),
        ]
    return Section(KEY, text("histories.title"), [text("histories.words")], blocks)


def histories_page(rows: Rows, about: Mapping[str, Any]) -> str:
    """The page of a folder: the histories side by side, a section for each, and how it was made."""
    sections = [Section(KEY, text("histories.side_by_side"), [text("histories.words")], _overview(rows, about))]
    for key in _keys(rows):
        history = histories()[key]
        said = [_in_language(history, "says"), text("histories.asks", question=_in_language(history, "answers"))]
        sections.append(Section(key, _title(key), said, _of_history(key, rows, is_folded=False)))
    return small_page(
        text("histories.title"), text("histories.bear_in_mind"), edition(about), [*sections, made_of(about)]
    )


def _keys(rows: Rows) -> list[str]:
    return list(dict.fromkeys(row["history"] for row in rows["histories"]))


def _title(key: str) -> str:
    return _in_language(histories()[key], "title")


def _in_language(history: History, name: str) -> str:
    return str(getattr(history, f"{name}_ko" if current_language() == "ko" else name))


def _overview(rows: Rows, about: Mapping[str, Any]) -> list[Block]:
    made = text("histories.made", scale=f"{about['scale']:g}", seeds=", ".join(str(seed) for seed in about["seeds"]))
    if about["scale"] < SMALL_SCALE:
        made = " ".join((made, text("report.warning_small_scale", scale=f"{about['scale']:g}")))
    blocks: list[Block] = [Words(made, is_warning=True), _harm_beside(rows)]
    blocks += [Words(text("histories.page.arrivals")), _arrivals(rows)]
    return [*blocks, *[Words(sentence) for sentence in _judgement(rows)], _figures(rows)]


def _harm_beside(rows: Rows) -> Grid:
    """People struck by any practice, by period: harm stands first."""
    totals = [r for r in rows["histories_harm"] if r["practice"] == ANY and r["kin"] == ALL]
    periods = list(dict.fromkeys(r["period"] for r in totals))
    lines = []
    for key in _keys(rows):
        of = {r["period"]: r for r in totals if r["history"] == key}
        lines.append([_title(key), *(_in_two_lines(of[period]) if period in of else "–" for period in periods)])
    heads = [text("histories.head.history"), *(period.replace("-", "–") for period in periods)]
    return Grid(text("histories.grid.harm"), heads, lines, frozenset(range(1, len(heads))))


def _arrivals(rows: Rows) -> Grid:
    """The direction of arrivals, with its number only beside harm, interval, flag and warning."""
    by_key = {row["history"]: row for row in rows["histories_arrivals"]}
    lines = []
    for key in _keys(rows):
        if key not in by_key:
            continue
        row = by_key[key]
        said = [signed(row["harm"]), direction(row["direction"]), said_difference(row), text("claims.no")]
        lines.append([_title(key), *said, text(row["warning"])])
    names = ("history", "harm_difference", "direction", "difference", "identified", "warning")
    heads = [text(f"histories.head.{name}", period=HARM_PERIOD.replace("-", "–")) for name in names]
    return Grid(text("histories.grid.arrivals"), heads, lines, frozenset({1, 3}))


def _judgement(rows: Rows) -> list[str]:
    """The set of histories not rejected, which figure rejects which, and what is to be made of figures that reject all."""
    keys = _keys(rows)
    by = {key: rejecting(rows["histories"], key) for key in keys}
    of_all = [f for f in outside_figures() if len(keys) > 1 and all(f in by[key] for key in keys)]
    others = {key: [f for f in by[key] if f not in of_all] for key in keys}
    found = [text("histories.rejects_all", figures="; ".join(figure_name(f) for f in of_all))] if of_all else []
    if open_ := [_title(key) for key in keys if not others[key]]:
        words_ = "; ".join(open_)
        found.append(text("histories.not_rejected" if of_all else "histories.none_rejects", histories=words_))
    else:
        found.append(text("histories.all_rejected"))
    if closed := [key for key in keys if others[key]]:
        parts = "; ".join(f"{_title(key)} ({', '.join(figure_name(f) for f in others[key])})" for key in closed)
        found.append(text("histories.rejected", histories=parts))
    return [*found, text("histories.no_winner")]


def _figures(rows: Rows) -> Grid:
    """The figures from outside: value, room fixed beforehand, standing and source."""
    first = {row["figure"]: row for row in reversed(rows["histories"])}
    lines = []
    for key, figure in outside_figures().items():
        if key not in first:  # added to the catalogue since
            continue
        row = first[key]
        note = figure.note_ko if current_language() == "ko" else figure.note
        notes = [text("histories.set_on")] if figure.set_on else []
        notes += [note] if note else []
        lines.append([
            figure_name(key), published(row), allowed(row), text(f"report.standing.{row['standing']}"), source_titles(figure.sources),
            " ".join(notes),
        ])  # fmt: skip
    heads = [text(f"histories.head.{name}") for name in ("figure", "published", "room", "standing", "source", "note")]
    return Grid(text("histories.grid.figures"), heads, lines)


def _of_history(key: str, rows: Rows, is_folded: bool) -> list[Block]:
    found = [replace(grid, is_folded=is_folded) for grid in (_harm(key, rows), _beside(key, rows))]
    return [*found, _in_force(key)]


def _harm(key: str, rows: Rows) -> Grid:
    """Harm by practice and band in the main period; rows of which nothing can be shown are left out."""
    of = {(r["practice"], r["kin"]): r for r in rows["histories_harm"] if r["history"] == key and r["period"] == PERIOD}
    bands = (ALL, *KIN_BANDS)
    lines = []
    for practice in dict.fromkeys(practice for practice, _ in of):
        if practice == DREAD:
            continue
        cells = [of.get((practice, band)) for band in bands]
        if all(cell is None or cell["estimate"] is None for cell in cells):
            continue
        shown = [
            "–" if c is None else _in_two_lines(c) if band == ALL else _people(c)
            for band, c in zip(bands, cells, strict=True)
        ]
        lines.append([practice_name(practice), *shown])
    heads = [text("simulated.head.practice"), *(text(f"simulated.kin.{band}") for band in bands)]
    return Grid(
        text("histories.grid.harm_by_kin", period=PERIOD.replace("-", "–")),
        heads,
        lines,
        frozenset(range(1, len(heads))),
    )


def _in_two_lines(row: Mapping[str, Any]) -> str:
    """People, and their interval below, so that columns stay narrow."""
    return said_people(row).replace(" (", "\n(", 1)


def _people(row: Mapping[str, Any]) -> str:
    return text("report.hidden") if row["estimate"] is None else words.people(row["estimate"])


def _beside(key: str, rows: Rows) -> Grid:
    """The history beside each figure from outside."""
    lines = []
    for row in rows["histories"]:
        if row["history"] == key:
            said = text(
                "histories.verdict.not_rejected" if row["verdict"] == NOT_REJECTED else "histories.verdict.rejected"
            )
            name = figure_name(row["figure"])
            name += f" ({text('histories.set_on_short')})" if outside_figures()[row["figure"]].set_on else ""
            lines.append([name, published(row), allowed(row), model(row), said])
    heads = [text(f"histories.head.{name}") for name in ("figure", "published", "room", "model", "verdict")]
    return Grid(text("histories.grid.beside"), heads, lines)


def _in_force(key: str) -> Grid:
    """What the history says is in force, in four series."""
    lines = [
        [practice_name(practice), *(_stretches(by_series[series]) for series in SERIES)]
        for practice, by_series in in_force(key).items()
    ]
    heads = [text("simulated.head.practice"), *(text(f"histories.series.{series}") for series in SERIES)]
    return Grid(text("histories.grid.in_force"), heads, lines, is_folded=True)


def _stretches(found: Sequence[Stretch]) -> str:
    said = [
        text(
            "histories.stretch",
            years=str(s.first) if s.first == s.last else f"{s.first}–{s.last}",
            share=f"{100 * s.at_most:.0f}",
        )
        for s in found
    ]
    return "; ".join(said) or "–"


__all__ = ["KEY", "histories_page", "histories_section"]
