"""Whole comparisons of stand-in worlds: coupling, harm beside each number, signs, refusals."""

from dataclasses import replace

import pytest

from tests.compare import worlds
from tests.compare.conftest import POPULATION, REPORTED, WITHOUT
from yeonjwa.catalogue.histories import levels
from yeonjwa.cli.compare_text import print_comparison
from yeonjwa.compare.comparing import horizons_of
from yeonjwa.compare.known_zeros import _off
from yeonjwa.compare.rows import DIRECTIONS, SUBJECTS
from yeonjwa.compare.worlds import design, first_year_of_difference
from yeonjwa.errors import InputError
from yeonjwa.scenario import Scenario

KIN = [name for name, file in levels().items() if file.touches == "relatives"]


def rows(found, **where):
    return [row for row in found.rows if all(getattr(row, name) == value for name, value in where.items())]


@pytest.mark.parametrize(
    "how",
    ["here", pytest.param("through_workers", marks=pytest.mark.verify)],
    ids=["in_this_process", "through_workers"],
)
def test_identical_worlds_differ_in_nothing_at_any_point(how, request):
    found = request.getfixturevalue(how)(b=REPORTED, seeds=(1, 2))
    shown = [row for row in found.rows if not row.suppressed]
    assert len(shown) > 100
    for row in shown:
        assert row.a == row.b
        assert (row.difference, row.low, row.high) == (0, 0, 0)
        assert row.direction in ("no_clear_difference", "no_clear_sign")
        assert row.with_fewer in (None, 0)


@pytest.mark.verify
def test_the_same_call_goes_on_where_it_stopped_and_publishes_nothing_of_either_world(through_workers, tmp_path):
    first = through_workers(assumptions="shipped")
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "both" / ".bank" / "runs").iterdir()}
    assert through_workers(assumptions="shipped").rows == first.rows
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    assert [path.name for path in (tmp_path / "both").iterdir()] == [".bank"]


def test_harm_stands_first_and_beside_every_number(here):
    found = here()
    order = [SUBJECTS.index(row.subject) for row in found.rows]
    assert order == sorted(order)
    assert found.rows[0].subject == "harm"
    for row in found.rows:
        assert row.identified is False
        assert row.warning
        assert row.direction in DIRECTIONS
        if row.subject in ("departures", "returns", "parts") and row.difference is not None:
            assert row.harm is not None


def test_a_practice_that_is_off_shows_what_it_causes(here):
    """Its count is zero by the scenario, which tells of nobody; an uncertain zero stays hidden."""
    found = here()
    [row] = rows(found, name="watching", by="all", period="2012-2019", unit="people")
    assert (row.a, row.b, row.raw_b, row.direction) == (1000 / worlds.SCALE, 0, 0, "more")
    [band] = rows(found, name="watching", by="kin", band="2", period="2012-2019")
    assert band.difference == 500 / worlds.SCALE
    [uncertain] = rows(found, name="watching", by="kin", band="3-4", period="2012-2019")
    assert uncertain.suppressed
    assert uncertain.difference is None


def test_departures_are_not_identified_where_assumptions_disagree(here):
    found = here()
    [row] = rows(found, subject="departures", name="attempts", period="2012-2019")
    assert row.direction == "not_identified"
    assert row.looked_at == 9
    assert row.with_fewer > 0
    assert row.with_more > 0
    assert row.harm > 0


@pytest.mark.parametrize(
    ("fear", "grievance", "departures", "sign"),
    [
        (1.0, 0.0, "fewer", "deters"),
        (0.0, 0.5, "more", "backfires"),
        (0.0, 0.0, "no_clear_difference", "no_clear_sign"),
    ],
)
def test_the_sign_is_said_where_all_assumptions_agree(here, fear, grievance, departures, sign):
    def made(history):
        return lambda seed, figures, draw: worlds.tables(history, seed, fear, grievance)

    found = here(made("reported"), made("no-kin-consequence"))
    [row] = rows(found, subject="departures", name="attempts", period="2020-2024")
    assert row.direction == departures
    for period in ("1998-1999", "2020-2024"):
        [of_sum] = rows(found, name="sum", band="border, ordinary", period=period)
        assert of_sum.direction == sign
        assert of_sum.harm is not None
        parts = [
            rows(found, name=n, band="border, ordinary", period=period)[0]
            for n in ("fear", "grievance", "incapacitation", "poverty")
        ]
        assert sum(part.difference for part in parts) == pytest.approx(of_sum.difference)
    [elsewhere] = rows(found, name="sum", band="capital, cadre", period="2020-2024")
    assert elsewhere.direction == "no_clear_sign"


def test_with_the_shipped_figures_alone_departures_stay_not_identified(here):
    found = here(assumptions="shipped")
    said = {row.direction for row in found.rows if row.subject == "departures" or row.name == "sum"}
    assert said <= {"not_identified", "hidden"}


def test_one_seed_gives_no_interval(here):
    found = here(seeds=(1,), assumptions="shipped")
    shown = [row for row in found.rows if not row.suppressed]
    assert all(row.low is None and row.high is None for row in shown)
    assert {row.direction for row in shown} <= {"one_run_no_interval", "not_identified"}


def test_no_number_on_leaving_stands_where_its_harm_is_hidden(here):
    def few(seed, figures, draw):
        return worlds.tables("reported", seed, struck=500, few=2)

    def fewer(seed, figures, draw):
        return worlds.tables("reported", seed, struck=500, few=0)

    found = here(few, fewer, a=REPORTED, b=REPORTED.model_copy(update={"without": ("exile",)}), assumptions="shipped")
    [harm] = rows(found, name="any_practice", by="all", period="2012-2019", unit="people")
    assert harm.suppressed
    for row in found.rows:
        if row.subject in ("departures", "returns", "parts") and row.harm_period == "2012-2019":
            assert row.difference is None
            assert row.direction == "hidden"


def test_worlds_with_different_people_get_unpaired_intervals(here):
    other = Scenario(departures="simulated", history="no-kin-consequence", population={**POPULATION, "seed": 2})
    found, paired = here(b=other), here()
    assert not found.is_coupled
    assert paired.is_coupled
    where = {"name": "border_control", "by": "all", "period": "2012-2019", "unit": "people"}
    [one], [two] = rows(found, **where), rows(paired, **where)
    assert two.high - two.low == 0  # the same luck in both
    assert one.high - one.low > 0


def test_the_design_is_fixed_and_leaves_alone_what_a_scenario_sets():
    points = [dict(point) for point in design(REPORTED, WITHOUT)]
    assert len(points) == 8
    assert [point["schedule_draw"] for point in points] == list(range(1, 9))
    set_by_hand = Scenario(departures="simulated", figures={"grievance_effect": 0.2}, population=POPULATION)
    assert [dict(point) for point in design(set_by_hand, WITHOUT)] == [
        {"kin_fear_effect": 0.0, "schedule_draw": 1},
        {"kin_fear_effect": 3.0, "schedule_draw": 2},
        {"schedule_draw": 3},
        {"schedule_draw": 4},
    ]
    in_a_draw = Scenario(departures="simulated", schedule_draw=9, population=POPULATION)
    assert [dict(point) for point in design(in_a_draw, WITHOUT)] == [
        {name: value for name, value in point.items() if name != "schedule_draw"} for point in points
    ]


@pytest.mark.parametrize("reversed_in", [1, 8])
def test_departures_are_not_identified_where_one_draw_of_the_schedule_reverses_them(here, reversed_in):
    """Dates and levels are uncertain too: what holds only as they stand in the catalogue is not said."""

    def made(history):
        def tables(seed, figures, draw):
            fear, grievance = (0.0, 2.0) if draw == reversed_in else (3.0, 0.0)
            return worlds.tables(history, seed, fear, grievance)

        return tables

    [row] = rows(here(made("reported"), made("no-kin-consequence")), name="attempts", period="2012-2019")
    assert (row.looked_at, row.with_fewer, row.with_more) == (9, 8, 1)
    assert row.direction == "not_identified"


def test_a_story_strikes_nobody_where_no_practice_on_relatives_stands():
    """The tone of state media hardens in 2020 in both worlds; it frightens only who expects something to befall relatives."""
    periods = {"2012-2019", "2020-2024"}
    assert all("media_narrative" in off for off in _off(WITHOUT, periods).values())
    assert "media_narrative" not in _off(REPORTED, periods)["2020-2024"]
    all_but_one = Scenario(departures="simulated", without=sorted(set(KIN) - {"exile"}), population=POPULATION)
    assert "media_narrative" not in _off(all_but_one, periods)["2020-2024"]


def test_the_short_run_begins_where_the_schedules_part():
    off = Scenario(
        departures="simulated",
        off=({"practice": "exile", "since": "2014-01", "until": "2024-12"},),
        population=POPULATION,
    )
    first = first_year_of_difference(REPORTED, off)
    assert first >= 2014
    assert first_year_of_difference(REPORTED, REPORTED) == 1998
    assert horizons_of(2014, (1998, 2024)) == {"2014-2015": (2014, 2015), "2020-2024": (2020, 2024)}
    assert horizons_of(2014, (1998, 2011)) == {}


def test_observed_departures_are_refused_in_words(here):
    with pytest.raises(InputError, match=r"'B' places the published arrivals, which are the same in every world"):
        here(b=Scenario(departures="observed", population=POPULATION))


def test_other_years_are_refused(here):
    with pytest.raises(InputError, match="expected the same first_year and last_year"):
        here(b=Scenario(departures="simulated", first_year=2004, population=POPULATION))
    short = Scenario(departures="simulated", first_year=2005, last_year=2008, population=POPULATION)
    with pytest.raises(InputError, match="holds no whole period"):
        here(a=short, b=short)


def test_rows_cannot_be_changed(here):
    row = here(assumptions="shipped").rows[0]
    with pytest.raises(AttributeError):
        row.difference = 0
    assert replace(row) == row


@pytest.mark.parametrize(("share", "is_said"), [(0.0043, False), (0.0081, True), (None, False)])
def test_a_world_in_which_too_many_births_are_masked_says_so(here, capsys, share, is_said):
    found = here()
    about = {**found.about, "masked_births": {"a": 0.0042, "b": share}}
    print_comparison(replace(found, about=about), found.rows)
    assert ("A 0.42%, B 0.81% of all births" in " ".join(capsys.readouterr().out.split())) == is_said


@pytest.mark.verify
def test_the_share_of_births_masked_is_kept_with_the_comparison(through_workers):
    assert through_workers().about["masked_births"] == {"a": 0.0042, "b": 0.0081}
