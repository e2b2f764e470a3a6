"""Pooling: means, intervals and raw counts over runs, and what of them may be published."""

import json

import numpy as np
import pytest

from tests.ensemble import worlds
from yeonjwa.disclosure import FLOOR_PEOPLE
from yeonjwa.ensemble.pooling import OF_THE_MEAN, ONE_RUN, OVER_RUNS, STEADY, pool
from yeonjwa.ensemble.publishing import published_tables
from yeonjwa.errors import InputError
from yeonjwa.outcome import Field, Table

FIELDS = (
    Field("year", "dimension", "year", "reach.field.year"),
    Field("harmed", "raw", "people", "reach.field.reached"),
    Field("people", "estimate", "real people", "reach.field.people", of="harmed"),
)


def table(*counts: int, years: tuple[int, ...] = (), scale: float = 0.1) -> Table:
    """Counts of some years, in one run."""
    count = np.array(counts)
    year = np.array(years or range(2000, 2000 + len(counts)))
    return Table("harm", "reach.table.reach", FIELDS, {"year": year, "harmed": count, "people": count / scale})


def shown(tables: list[Table], countries: list[str] | None = None) -> list[bool]:
    """Which rows are published."""
    pooled = {"harm": pool(tables, countries or ["one"] * len(tables))}
    published = published_tables(pooled, 0.1)["harm"]
    hidden = published.column("suppressed") != ""
    for f in published.of_role("raw", "estimate", "low", "high"):
        assert np.isnan(published.column(f.name)[hidden]).all()
    return (~hidden).tolist()


def test_raw_counts_are_added_up_and_estimates_averaged():
    found = pool([table(10, 40), table(30, 60)], ["a", "b"]).table
    assert found.column("harmed").tolist() == [40, 100]
    assert found.column("people").tolist() == [200, 500]
    assert found.column("runs").tolist() == [2, 2]


def test_an_interval_holds_the_middle_of_the_runs():
    found = pool([table(100 + k) for k in range(101)], ["one"] * 101).table
    assert found.column("people_low")[0] == pytest.approx(1050)
    assert found.column("people_high")[0] == pytest.approx(1950)
    assert found.column("interval").tolist() == [OVER_RUNS]


def test_where_few_stand_beyond_an_end_the_interval_is_that_of_the_mean():
    counts = np.random.default_rng(1).poisson(4, 40)
    found = pool([table(int(count)) for count in counts], ["one"] * 40).table
    assert found.column("interval").tolist() == [OF_THE_MEAN]
    low, high = (float(found.column(f"people_{end}")[0]) for end in ("low", "high"))
    half = 1.645 * counts.std(ddof=1) / np.sqrt(40) * 10
    assert low == pytest.approx(counts.mean() * 10 - half, rel=1e-3)
    assert high == pytest.approx(counts.mean() * 10 + half, rel=1e-3)


def test_one_run_has_no_interval_and_says_so():
    found = pool([table(50)], ["one"]).table
    assert np.isnan(found.column("people_low")[0])
    assert found.column("interval").tolist() == [ONE_RUN]


def test_a_row_that_a_run_lacks_counts_nobody_there():
    found = pool([table(10, years=(2000,)), table(30, 60, years=(2001, 2000))], ["a", "b"]).table
    assert found.column("year").tolist() == [2000, 2001]
    assert found.column("harmed").tolist() == [70, 30]
    assert found.column("runs").tolist() == [2, 1]


def test_runs_with_other_columns_or_doubled_rows_are_not_pooled():
    other = Table("harm", "x", FIELDS[:2], {"year": np.array([2000]), "harmed": np.array([1])})
    with pytest.raises(InputError, match="different columns"):
        pool([table(1), other], ["a", "a"])
    with pytest.raises(InputError, match="two rows about the same"):
        pool([table(1, 2, years=(2000, 2000)), table(1)], ["a", "a"])
    with pytest.raises(InputError, match="expected a share"):
        pool([table(1)], ["a"], level=1.0)


def test_the_floor_applies_to_the_pooled_count():
    luck = np.random.default_rng(2).poisson(3, 12)
    assert luck.max() < FLOOR_PEOPLE <= luck.sum()
    assert shown([table(int(count)) for count in luck]) == [True]
    assert shown([table(1), table(2)]) == [False]


def test_the_same_few_people_run_after_run_count_once():
    # Pooled they are 240, far above the floor; but they are six people of one country.
    assert shown([table(6)] * 40) == [False]
    assert shown([table(6 - (k == 3)) for k in range(40)]) == [False]  # one of them was spared once
    assert shown([table(60)] * 40) == [True]


def test_the_same_count_in_different_countries_is_of_different_people():
    assert shown([table(6)] * 40, [f"country {k}" for k in range(40)]) == [True]


def test_few_of_all_but_a_few_are_hidden_too():
    fields = (FIELDS[0], Field("residents", "raw", "people", "reach.field.at_home"), *FIELDS[1:])
    fields = (*fields[:2], Field("harmed", "raw", "people", "reach.field.reached", of="residents"), fields[3])

    def of(count: int) -> Table:
        return Table("harm", "reach.table.reach", fields, {
            "year": np.array([2000]), "residents": np.array([100]), "harmed": np.array([count]), "people": np.array([count / 0.1]),
        })  # fmt: skip

    assert shown([of(97)] * 40) == [False]  # three were spared, always the same


def test_independent_people_are_seldom_taken_for_the_same():
    """Null: counts of independent people (Poisson, mean 4, 40 runs). False alarms: below 1 in 10,000 by the law of
    the chi-square with 39 degrees of freedom; of 2000 cells none is expected. The same test on six fixed people, of whom
    each is counted with a chance of 0.9, flags every cell."""
    luck = np.random.default_rng(3)
    independent = luck.poisson(4, (40, 2000))
    found = pool([table(*row) for row in independent.tolist()], ["one"] * 40)
    assert found.repeated.sum() == 0
    same = luck.binomial(6, 0.9, (40, 2000))
    assert pool([table(*row) for row in same.tolist()], ["one"] * 40).repeated.mean() > 0.99
    assert STEADY < 1


def test_all_files_of_an_ensemble_hide_what_is_small(start):
    bank = start(seeds=range(1, 3))
    pooled = bank.pooled("harm")
    small = pooled.table.column("harmed") < FLOOR_PEOPLE
    assert small.any()
    import pyarrow.parquet as pq

    written = pq.read_table(bank.folder / "tables" / "scenario" / "harm.parquet").to_pydict()
    for row in np.flatnonzero(small).tolist():
        for name in ("residents", "harmed", "people", "people_low", "people_high", "share", "share_low", "share_high"):
            assert written[name][row] is None
    # Nothing of the unprotected runs stands outside the working cache.
    for path in bank.folder.iterdir():
        assert path.name in {".bank", "tables", "report.html", "ensemble.json"}
    page = (bank.folder / "report.html").read_text(encoding="utf-8")
    assert page.count("<td>hidden</td>") == sum(words != "" for words in written["suppressed"])
    facts = json.loads((bank.folder / "ensemble.json").read_text(encoding="utf-8"))
    assert [row["state"] for row in facts["runs"]] == ["done", "done"]
    assert {"time", "machine"} <= facts["made"].keys()
    (kind,) = facts["runs_made"]
    times = [row["time"] for row in facts["runs"]]
    assert (kind["runs"], kind["first"], kind["last"]) == (2, min(times), max(times))
    assert kind["machine"] == facts["made"]["machine"]
    made = json.loads(pq.read_schema(bank.folder / "tables" / "scenario" / "harm.parquet").metadata[b"yeonjwa.made"])
    assert made.keys() == facts["made"].keys()


def test_the_tables_of_a_second_command_take_the_place_of_the_first(start):
    start(seeds=range(1, 3))
    bank = start(seeds=range(1, 9))
    published = bank.folder / "tables" / "scenario" / "harm.parquet"
    import pyarrow.parquet as pq

    assert pq.read_table(published)["runs"].to_pylist()[0] == 8
    assert bank.pooled("harm").table.column("harmed").sum() == sum(
        worlds.harm(s).column("harmed").sum() for s in range(1, 9)
    )
    with pytest.raises(InputError, match="Did you mean 'harm'"):
        bank.pooled("harms")
    with pytest.raises(InputError, match="is not in the bank"):
        bank.pooled("harm", scenario="other")


def test_several_scenarios_are_pooled_apart(start):
    from yeonjwa.scenario import Scenario

    bank = start(
        seeds=range(1, 3), scenarios={n: Scenario(departures="observed", clustering=n) for n in ("low", "high")}
    )
    assert {path.name for path in (bank.folder / "tables").iterdir()} == {"low", "high"}
    assert bank.pooled("harm", "low").table.column("runs").tolist() == [2] * 9
    with pytest.raises(InputError, match="name one of: low, high"):
        bank.pooled("harm")
