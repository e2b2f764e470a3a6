"""The main report of a simulated scenario over all its runs: means, with bands over seeds and points, from pooled and protected tables.

It is the report of one run, given tables that look like those of one run: ``low`` and ``high`` are the ends of the interval over the
runs, and the raw counts that stand behind what is shown or hidden are those of all runs together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.outcome import Field, Table
from yeonjwa.tables_io import RunFile

OF_SIMULATED = "harm_by_kin"
"""A table that every simulated scenario has, and no other."""


def can_be_made(published: Mapping[str, Table]) -> bool:
    """Whether the tables are those of a simulated scenario."""
    return OF_SIMULATED in published


def main_report(
    published: Mapping[str, Table], of_one_run: Mapping[str, Table], run: RunFile, seeds: str, facts: Mapping[str, Any]
) -> str:
    """The report as HTML.

    Parameters
    ----------
    published : pooled tables as they may leave the program (``publishing.published_tables``)
    of_one_run : the tables of one of the runs; nothing but their columns and their notes is read
    run : what is written beside the tables
    seeds : of the runs, in words
    facts : how the runs were chosen, as in ensemble.json
    """
    from yeonjwa.report import render

    tables = {name: as_of_one_run(table, of_one_run[name]) for name, table in published.items()}
    figures = {key: f"{low:g}–{high:g}" for key, (low, high) in facts["vary"].items()}
    told = {**run.scenario, "seed": seeds, "varied": figures}
    if facts["schedule_varied"]:
        told["schedule_draw"] = f"1–{len(facts['points'])}"
    return render(tables, run.model_copy(update={"scenario": told}))


def as_of_one_run(pooled: Table, one: Table) -> Table:
    """A pooled table with the columns of a table of one run, and with ``runs`` and ``interval`` beside them.

    A note that differs from run to run is not in the pooled table; it is left empty, since it holds for no other run.
    """
    fields: list[Field] = []
    data: dict[str, NDArray[Any]] = {}
    for field in one.fields:
        name = f"{field.of}_{field.role}" if field.role in ("low", "high") else field.name
        fields.append(field)
        if name in pooled.data:
            data[field.name] = pooled.column(name)
        else:
            kind = one.column(field.name).dtype.kind
            data[field.name] = np.full(len(pooled), "" if kind in "UO" else np.nan if kind == "f" else 0)
    ends = {f.name for f in pooled.of_role("low", "high")}
    for field in pooled.fields:
        if field.name not in data and field.name not in ends:
            fields.append(field)
            data[field.name] = pooled.column(field.name)
    return Table(pooled.name, pooled.title, tuple(fields), data, pooled.sums, pooled.nested)


def seeds_in_words(seeds: list[int]) -> str:
    """ "1–64", "1–3, 7": the seeds in order, spans joined."""
    spans: list[list[int]] = []
    for seed in sorted(set(seeds)):
        if spans and seed == spans[-1][1] + 1:
            spans[-1][1] = seed
        else:
            spans.append([seed, seed])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in spans)


__all__ = ["as_of_one_run", "can_be_made", "main_report", "seeds_in_words"]
