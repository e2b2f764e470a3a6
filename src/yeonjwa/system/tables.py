"""All tables of a simulated run: the run itself, then its tables with every cell (``disclosure`` makes them fit to leave)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.messages import text
from yeonjwa.outcome import ALL, Table
from yeonjwa.system.ledger import FIRST_YEAR
from yeonjwa.system.observe import MEANS, record_of
from yeonjwa.system.run import System
from yeonjwa.system.state import State
from yeonjwa.system.table_columns import JUDGED, column, dimensions, judged, table_of
from yeonjwa.system.tables_arrivals import arrivals_tables
from yeonjwa.system.tables_harm import STRATA, harm_tables
from yeonjwa.system.tables_reach import reach_tables
from yeonjwa.system.tables_yearly import yearly_tables
from yeonjwa.system.terms_table import terms_of_leaving

Say = Callable[..., None]
NATION_ONLY = ("capture",)
"""Fields about the border: their means are given for the nation only."""


def simulated_tables(system: System, say: Say | None = None) -> tuple[dict[str, Table], dict[str, Any]]:
    """Run ``system`` to its end and make its tables; there is no going on with it.

    Parameters
    ----------
    system : System
        As it stands at the beginning; of a scenario with ``departures = "simulated"``.
    say : callable, optional
        Told (stage, share done, people) as the months pass.

    Returns
    -------
    dict of Table, dict
        The tables by name, harm first; and the facts of the run: which figures it has read, with their values.
    """
    tell = say or (lambda stage, share=0.0, people=None: None)
    stage = text("system.stage.months")
    people, scenario = system.state.country.persons_ever, system.state.scenario
    system.run(lambda share: tell(stage, 0.9 * share, people=people))
    tell(text("system.stage.tables"), 0.9, people=people)
    tables = tables_of(system.state, system.state.let_go)
    tables["terms_of_leaving"] = terms_of_leaving(system.terms, int(scenario.first_year), int(scenario.last_year))
    tell(text("system.stage.tables"), 1.0, people=people)
    return tables, facts_of(system.state)


def tables_of(state: State, ground: Callable[[], NDArray[np.uint8]] | None = None) -> dict[str, Table]:
    """The tables of a run that has come to its end, by name, harm first; ``ground`` is asked once for memory that may be written on."""
    years = int(state.scenario.first_year), int(state.scenario.last_year)
    reach = reach_tables(state, *years, ground)  # first, as the last year of harm is still being counted
    return {
        **harm_tables(state, *years),
        **yearly_tables(state, *years),
        **arrivals_tables(state, *years),
        "beliefs": beliefs(state, *years),
        **reach,
    }


def facts_of(state: State) -> dict[str, Any]:
    """What a run has read: figures by key, with the scenario's values."""
    return {"figures": {key: state.figure(key) for key in state.figure.used}}  # type: ignore[attr-defined]


def beliefs(state: State, first_year: int, last_year: int) -> Table:
    """Means of beliefs, grievance and hardship each December by stratum, weighted with residents of 16 and over."""
    record = record_of(state)
    rows = []
    for name in MEANS:
        for year in range(first_year, last_year + 1):
            means, people = record.means[name][year - FIRST_YEAR], record.residents[year - FIRST_YEAR]
            known = people > 0
            whole = float(np.average(means[known], weights=people[known])) if known.any() else float("nan")
            parts = [] if name in NATION_ONLY else list(zip(STRATA, people, means, strict=True))
            for stratum, residents, mean in (*parts, (ALL, people.sum(), whole)):
                rows.append({
                    "belief": name, "year": year, "stratum": stratum, "residents": round(float(residents)), "mean": float(mean),
                    **judged("beliefs"),
                })  # fmt: skip
    fields = (
        *dimensions("belief", "year", "stratum"),
        column("residents", "raw", "people"),
        column("mean", "estimate", "units of the field", of="residents"),
        *JUDGED,
    )
    return table_of("beliefs", fields, rows, sums=("stratum",))


__all__ = ["beliefs", "facts_of", "simulated_tables", "tables_of"]
