"""What leaves: harm first, numbers in multiples of the floor, no number on arrivals without its harm, verdicts that stand, no rank."""

import json
import re

import numpy as np
import pyarrow.parquet as pq
import pytest

from tests.rivals.made import SCALE, outcome
from yeonjwa import messages
from yeonjwa.catalogue.histories import histories
from yeonjwa.disclosure import FLOOR_PEOPLE
from yeonjwa.errors import InputError
from yeonjwa.report.histories_section import histories_page, histories_section
from yeonjwa.rivals.arrivals import arrivals_table
from yeonjwa.rivals.harm import harm_table
from yeonjwa.rivals.in_force import in_force
from yeonjwa.rivals.running import BESIDE, POINTS, Bundle
from yeonjwa.rivals.table import objects, read, rows_of, tables_of, write

HARSH = "report-rfa-2015-03-23"
COMMAND = "yeonjwa histories --scale 0.1 --seeds 1-3"


def bundle(name, at_points=(100, 100), counts=(100, 103, 106), **given):
    runs = {seed: outcome(n, **given) for seed, n in enumerate(counts, start=1)}
    return Bundle(name, runs, {p: outcome(n) for p, n in zip(POINTS, at_points, strict=True)})


def beside(**given):
    return bundle(BESIDE, struck={"0-1": 0, "2": 0, "3-4": 0, "5-8": 0, "self": 60}, **given)


def row_of(harsh, other=None):
    other = other or beside()
    return rows_of(arrivals_table({HARSH: harsh, BESIDE: other}, SCALE))[0]


def test_harm_is_the_mean_over_runs_in_multiples_of_the_floor():
    table = harm_table({HARSH: bundle(HARSH)}, SCALE)
    row = next(r for r in rows_of(table) if (r["practice"], r["period"], r["kin"]) == ("watching", "2012-2019", "0-1"))
    assert row["rests_on"] == 1200
    assert row["estimate"] == pytest.approx(400 / SCALE)
    assert row["low"] < row["estimate"] < row["high"]
    raw = table.column("rests_on")
    assert (raw[~np.isnan(raw)] % FLOOR_PEOPLE == 0).all()


def test_a_few_people_are_hidden_and_no_total_tells_them():
    few = {"3-4": 3}
    table = harm_table({HARSH: Bundle(HARSH, {1: outcome(struck=few)}, {})}, SCALE)
    rows = {r["kin"]: r for r in rows_of(table) if (r["practice"], r["period"]) == ("watching", "2012-2019")}
    hidden = {kin for kin, r in rows.items() if r["estimate"] is None}
    assert "3-4" in hidden
    assert len(hidden) > 1
    assert all(rows[kin]["suppressed"] for kin in hidden)


def test_the_same_few_people_in_every_run_are_still_few():
    table = harm_table({HARSH: bundle(HARSH, struck={"not_kin": 8})}, SCALE)
    row = next(
        r for r in rows_of(table) if (r["practice"], r["period"], r["kin"]) == ("watching", "2012-2019", "not_kin")
    )
    assert row["estimate"] is None


def test_distant_kin_of_a_small_country_are_not_shown():
    rows = rows_of(harm_table({HARSH: bundle(HARSH)}, 0.01))
    assert {r["estimate"] for r in rows if r["kin"] == "5-8"} == {None}
    assert any(r["estimate"] for r in rows if r["kin"] == "3-4")


def test_two_histories_that_differ_in_few_people_show_no_difference_that_is_small():
    tables = [rows_of(harm_table({HARSH: bundle(HARSH, struck={"2": n})}, SCALE)) for n in (300, 302)]
    gaps = {a["rests_on"] - b["rests_on"] for a, b in zip(*tables, strict=True) if a["rests_on"] is not None}
    assert all(abs(gap) == 0 or abs(gap) >= FLOOR_PEOPLE for gap in gaps)


def test_fewer_is_said_only_if_every_point_agrees():
    fewer = bundle(HARSH, counts=(60, 62, 64), at_points=(60, 70))
    assert row_of(fewer)["direction"] == "fewer"
    assert row_of(bundle(HARSH, counts=(60, 62, 64), at_points=(60, 140)))["direction"] == "not_identified"
    assert row_of(Bundle(HARSH, fewer.runs, {}))["direction"] == "not_identified"


def test_more_and_no_clear_difference_are_said_too():
    assert row_of(bundle(HARSH, counts=(150, 155, 160), at_points=(110, 200)))["direction"] == "more"
    assert row_of(bundle(HARSH, counts=(50, 210, 120), at_points=(110, 200)))["direction"] == "no_clear_difference"


def test_the_number_stands_beside_harm_interval_flag_and_warning():
    row = row_of(bundle(HARSH, counts=(60, 62, 64), at_points=(60, 70)))
    assert row["harm"] > 0
    assert row["low"] <= row["estimate"] <= row["high"] < 0
    assert row["identified"] is False
    assert messages.text(row["warning"])


def test_where_the_difference_of_harm_is_hidden_no_word_and_no_number_on_arrivals_stand():
    few = {"0-1": 3, "2": 0, "3-4": 0, "5-8": 0, "self": 60}
    row = row_of(bundle(HARSH, counts=(60, 62, 64), at_points=(60, 70), struck=few))
    assert [row[k] for k in ("harm", "estimate", "low", "high", "rests_on")] == [None] * 5
    assert row["direction"] == "hidden"


def test_where_few_arrivals_differ_they_are_hidden():
    row = row_of(bundle(HARSH, counts=(100, 103, 106)), beside(counts=(100, 103, 107)))
    assert row["direction"] == "hidden"
    assert row["harm"] is not None


@pytest.fixture
def found(run):
    return run(HARSH, "reported", BESIDE)


@pytest.fixture
def tables(found):
    return {table.name: rows_of(table) for table in tables_of(found)}


def test_verdicts_stand_without_the_numbers_that_are_hidden(tables):
    returns = [row for row in tables["histories"] if row["figure"] == "returns-2012-2018"]
    assert len(returns) == 3
    assert {row["verdict"] for row in tables["histories"]} <= {"rejected", "not rejected"}
    assert all(row["suppressed"] for row in tables["histories"] if row["estimate"] is None)


def test_objects_give_all_of_a_history_and_no_rank(tables):
    harsh, *_ = [o for o in objects(tables) if o["history"] == HARSH]
    assert {"says", "in_force", "harm", "arrivals", "beside", "rejected_by", "identified", "warning"} <= harsh.keys()
    assert list(harsh["in_force"]["three_generations"]) == ["formal", "instructed", "actual", "believed"]
    keys = re.findall(r'"([a-z_]+)":', json.dumps(objects(tables)))
    assert not {"rank", "score", "best", "winner", "likelihood", "probability", "weight"} & set(keys)


def test_files_have_their_provenance_and_are_read_back(found, tmp_path):
    names = [path.name for path in write(tmp_path / "out", found, COMMAND)]
    assert names == [
        "histories.parquet", "histories_harm.parquet", "histories_arrivals.parquet", "histories.json", "report.html",
    ]  # fmt: skip
    notes = pq.read_schema(tmp_path / "out" / "histories.parquet").metadata
    made = json.loads(notes[b"yeonjwa.provenance"])
    assert (made["command"], made["scale"], made["seeds"]) == (COMMAND, 0.1, [1, 2, 3])
    assert {"version", "hash", "parts"} <= made["catalogue"].keys()
    kept = read(tmp_path / "out")
    assert json.loads(notes[b"yeonjwa.made"]) == kept.made
    assert {"time", "machine"} <= kept.made.keys()
    assert histories_page(kept.rows, kept.about) == (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_a_folder_without_histories_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"histories\.parquet"):
        read(tmp_path)


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_the_page_begins_with_harm_and_names_no_winner(tables, language):
    messages.use(language=language)
    about = {"version": "1", "command": COMMAND, "catalogue": {"hash": "h"}, "scale": 0.1, "seeds": [1, 2, 3]}
    page = histories_page(tables, about)
    harm, arrivals = (page.index(messages.text(f"histories.grid.{name}")) for name in ("harm", "arrivals"))
    assert harm < arrivals
    for key in (HARSH, "reported", BESIDE):
        history = histories()[key]
        assert (history.title_ko if language == "ko" else history.title) in page
    assert messages.text("histories.no_winner")[:60] in page
    section = histories_section(tables, about)
    assert section.key == "histories"


def test_histories_in_a_section_keep_the_order_of_the_catalogue(tables):
    order = list(dict.fromkeys(row["history"] for row in tables["histories"]))
    assert order == [key for key in histories() if key in order]


def test_what_is_in_force_is_told_in_four_series_by_years():
    assert "three_generations" not in in_force(BESIDE)
    stretches = in_force(HARSH)["three_generations"]["actual"]
    assert stretches
    assert all(1998 <= s.first <= s.last <= 2024 and 0 < s.at_most <= 1 for s in stretches)
