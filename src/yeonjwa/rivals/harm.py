"""Harm in each history, by practice and degree of kinship, fit to be published.

The floor applies to counts pooled over the runs of a history. Histories share their people and their luck, so counts are rounded to
multiples of the floor besides: no two numbers side by side, and no total less its parts, then tell of fewer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from yeonjwa.disclosure import FLOOR_PEOPLE, HIDDEN, SMALL_SCALE, TOO_SMALL_A_COUNTRY, publish_all
from yeonjwa.ensemble.pooling import pool
from yeonjwa.kept_tables import Shape
from yeonjwa.outcome import ALL, Field, Outcome, Table
from yeonjwa.rivals.running import Bundle
from yeonjwa.system.ledger import KIN_BANDS
from yeonjwa.system.table_columns import luck

HARM = "harm_by_kin"
FAR = KIN_BANDS[4]
"""The band that holds kin beyond 6 chon: not reported for a small country."""
FIELDS = (
    Field("history", "dimension", "name", "histories.field.history"),
    Field("practice", "dimension", "name", "histories.field.practice"),
    Field("period", "dimension", "years", "histories.field.period"),
    Field("kin", "dimension", "chon", "histories.field.kin"),
    Field("rests_on", "raw", "people", "histories.field.rests_on"),
    Field("estimate", "estimate", "real people", "histories.field.people", of="rests_on"),
    Field("low", "low", "real people", "histories.field.low", of="estimate"),
    Field("high", "high", "real people", "histories.field.high", of="estimate"),
    Field("identified", "identified", "yes or no", "histories.field.identified"),
    Field("warning", "warning", "message key", "histories.field.warning"),
    Field("suppressed", "note", "words", "histories.field.suppressed"),
)
HISTORIES_HARM = Shape("histories_harm", "histories.table.harm", FIELDS)


def harm_table(bundles: Mapping[str, Bundle], scale: float) -> Table:
    """``histories_harm``: mean over the runs of each history, by practice, period and kin band, with an interval of luck."""
    parts = [_of_history(name, list(bundle.runs.values()), scale) for name, bundle in bundles.items()]
    data = {f.name: np.concatenate([part[f.name] for part in parts]) for f in FIELDS}
    return Table(HISTORIES_HARM.name, HISTORIES_HARM.title, FIELDS, data)


def _of_history(history: str, runs: list[Outcome], scale: float) -> dict[str, NDArray[np.generic]]:
    tables = [_counts(run.tables[HARM]) for run in runs]
    pooled = pool(tables, [""] * len(runs))
    published = publish_all({HARM: pooled.table}, scale, {HARM: pooled.repeated})[HARM]
    raw = np.round(published.column("synthetic") / FLOOR_PEOPLE) * FLOOR_PEOPLE
    kin = published.column("kin").astype(str)
    is_far = (kin == FAR) & (scale < SMALL_SCALE)
    raw = np.where(is_far, np.nan, raw)
    low, high = luck(np.nan_to_num(raw))
    per = len(runs) * scale
    is_hidden = np.isnan(raw)
    rows = len(published)
    return {
        "history": np.full(rows, history), "practice": published.column("practice").astype(str),
        "period": published.column("period").astype(str), "kin": kin, "rests_on": raw, "estimate": raw / per,
        "low": np.where(is_hidden, np.nan, low / per), "high": np.where(is_hidden, np.nan, high / per),
        "identified": np.zeros(rows, dtype=bool), "warning": np.full(rows, "system.warning.harm"),
        "suppressed": np.where(is_far, TOO_SMALL_A_COUNTRY, np.where(is_hidden, HIDDEN, "")),
    }  # fmt: skip


def _counts(table: Table) -> Table:
    """The counts of one run; its own interval and its person-months are left out."""
    fields = tuple(f for f in table.fields if f.role in ("dimension", "raw"))
    return replace(table, fields=fields, data={f.name: table.column(f.name) for f in fields})


def struck(runs: Iterable[Outcome], period: str) -> NDArray[np.float64]:
    """Raw synthetic people struck by any practice in a period, float64[runs]; every cell, not fit to leave the program."""
    found = []
    for run in runs:
        row = run.tables[HARM].where(practice="any_practice", period=period, kin=ALL)
        found.append(float(row.column("synthetic")[0]))
    return np.array(found)


__all__ = ["FAR", "FIELDS", "HISTORIES_HARM", "harm_table", "struck"]
