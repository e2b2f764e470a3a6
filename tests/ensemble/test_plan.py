"""The plan: seeds, keys, and which figures a design may vary."""

import importlib

import pytest

from yeonjwa.ensemble import design
from yeonjwa.ensemble.design import check_schedules, with_draws
from yeonjwa.ensemble.plan import key_of, named, plan, seeds_from
from yeonjwa.errors import InputError
from yeonjwa.population.spec import PopulationSpec
from yeonjwa.scenario import Scenario

catalogue = importlib.import_module("yeonjwa.catalogue.figures")  # the package gives its name to a function
DEMOGRAPHY = {"kin_dispersion": (0.05, 0.4), "fertility_spread": (0.0, 0.4)}


@pytest.mark.parametrize(
    ("words", "seeds"), [("1-4", (1, 2, 3, 4)), ("7", (7,)), ("1,2,5", (1, 2, 5)), ("9, 1-2", (9, 1, 2)), ("3-3", (3,))]
)
def test_seeds_in_words(words, seeds):
    assert seeds_from(words) == seeds


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("", "such as 1-64"),
        ("a", "such as 1-64"),
        ("-3", "such as 1-64"),
        ("4-2", "runs backwards"),
        ("1-3,2", "2 stands twice"),
        ("1-9999999", "at most"),
    ],
)
def test_seeds_that_are_none_are_refused(words, reason):
    with pytest.raises(InputError, match=reason):
        seeds_from(words)


def test_all_seeds_of_a_scenario_share_the_country_of_its_own_seed():
    runs = plan({"a": Scenario(seed=7)}, (1, 2))
    assert {run.content["population"]["seed"] for run in runs} == {7}
    assert len({run.country for run in runs}) == 1
    assert [run.content["seed"] for run in runs] == [1, 2]


def test_a_varied_population_has_a_country_for_each_seed():
    runs = plan({"a": Scenario(seed=7)}, (1, 2), is_population_varied=True)
    assert [run.content["population"]["seed"] for run in runs] == [1, 2]
    assert len({run.country for run in runs}) == 2


def test_a_key_changes_with_everything_that_determines_a_run(monkeypatch):
    import yeonjwa.provenance.catalogue_hash as hashes
    import yeonjwa.version

    (one,) = plan({"a": Scenario()}, (1,))
    others = [
        plan({"a": Scenario()}, (2,))[0],
        plan({"a": Scenario(departures="observed", clustering="low")}, (1,))[0],
        plan({"a": Scenario(population=PopulationSpec(seed=2))}, (1,))[0],
        plan({"a": Scenario()}, (1,), (((("kin_dispersion", 0.2)),),))[0],
    ]
    keys = {
        one.key,
        *(run.key for run in others),
        key_of(one.content, "another country"),
        key_of(one.content, one.country, "m:f"),
    }
    monkeypatch.setattr(yeonjwa.version, "__version__", "0.0.0")
    keys.add(key_of(one.content, one.country))
    monkeypatch.setattr(hashes, "catalogue_record", lambda: {"hash": "another"})
    keys.add(key_of(one.content, one.country))
    assert len(keys) == 9


def test_the_name_of_a_scenario_and_the_order_of_its_keys_say_nothing():
    (one,) = plan({"a": Scenario()}, (1,))
    (other,) = plan({"b": Scenario()}, (1,))
    assert one.key == other.key == key_of(dict(reversed(one.content.items())), one.country)


def test_the_same_scenario_twice_is_refused():
    with pytest.raises(InputError, match="'a' and 'b' are the same"):
        plan({"a": Scenario(), "b": Scenario()}, (1,))
    with pytest.raises(InputError, match="cannot name a folder"):
        named({"../a": Scenario()})
    with pytest.raises(InputError, match="at least one"):
        named([])
    with pytest.raises(InputError, match="seed 3 stands twice"):
        plan({"a": Scenario()}, (3, 3))
    with pytest.raises(InputError, match="no seeds"):
        plan({"a": Scenario()}, ())


@pytest.mark.parametrize("name", design.DESIGNS)
def test_a_design_is_spread_over_its_ranges_and_the_same_for_the_same_seed(name):
    points = design.points_of(DEMOGRAPHY, name, 16, seed=3)
    assert points == design.points_of(DEMOGRAPHY, name, 16, seed=3) != design.points_of(DEMOGRAPHY, name, 16, seed=4)
    for key, (low, high) in DEMOGRAPHY.items():
        places = sorted((dict(point)[key] - low) / (high - low) for point in points)
        # Both designs have one point in each sixteenth of every side.
        assert [int(16 * place) for place in places] == list(range(16))


def test_more_points_of_sobol_keep_those_before():
    assert design.points_of(DEMOGRAPHY, "sobol", 12, seed=1)[:5] == design.points_of(DEMOGRAPHY, "sobol", 5, seed=1)


def test_every_point_meets_every_seed():
    points = design.points_of({"kin_dispersion": (0.1, 0.2)}, "sobol", 4, seed=1)
    runs = plan({"a": Scenario()}, (1, 2), points)
    assert len({run.key for run in runs}) == 8
    assert [run.point for run in runs] == [1, 1, 2, 2, 3, 3, 4, 4]
    for run in runs:
        assert (
            run.content["population"]["kin_dispersion"]
            == run.figures["kin_dispersion"]
            == dict(points[run.point - 1])["kin_dispersion"]
        )


@pytest.fixture
def made_up(monkeypatch):
    """A catalogue with one made-up figure in each area."""

    def figure(key: str, **ends: float) -> catalogue.Figure:
        return catalogue.Figure(key=key, description="x", value=1, unit="1", standing="reported", source="x", **ends)

    areas = {f"of_{area}": area for area in (*design.AREAS, "practices", "departures")} | {"without_range": "border"}
    known = {key: figure(key, **({} if key == "without_range" else {"low": 0, "high": 2})) for key in areas}
    defaults = {f"{name}_default": catalogue.figure(f"{name}_default") for name in design.DEMOGRAPHIC}
    monkeypatch.setattr(catalogue, "areas_of_figures", lambda: areas)
    monkeypatch.setattr(catalogue, "figures", lambda: known | defaults)


def test_only_behaviour_border_families_units_and_demography_may_be_varied(made_up):
    assert set(design.may_be_varied()) == {*(f"of_{area}" for area in design.AREAS), *design.DEMOGRAPHIC}
    design.check_ranges({"of_border": (0.5, 1), "fertility_spread": (0, 0.4)})


@pytest.mark.parametrize(
    ("name", "ends", "words"),
    [
        ("of_practices", (0, 1), "does not search over practices"),
        ("of_departures", (0, 1), "belongs to 'departures'"),
        ("without_range", (0, 1), "no stated range"),
        ("of_bordr", (0, 1), "Did you mean 'of_border'"),
        ("of_border", (1, 1), "the lower end first"),
        ("of_border", (0, 3), "the catalogue states 0 to 2"),
        ("of_border", (float("nan"), 1), "the lower end first"),
    ],
)
def test_a_figure_or_range_that_may_not_be_is_refused_with_the_reason(made_up, name, ends, words):
    with pytest.raises(InputError, match=words):
        design.check_ranges({name: ends})


def test_no_figure_of_a_practice_can_be_varied_in_the_catalogue_that_is_shipped():
    areas = catalogue.areas_of_figures()
    assert not [name for name in design.may_be_varied() if areas.get(name) == design.PRACTICES]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("a=1..2", {"a": (1, 2)}),
        ("a=0.05..0.4", {"a": (0.05, 0.4)}),
        ("a=.5..1.", {"a": (0.5, 1)}),
        ("a = 1e-5 .. 4e-5", {"a": (1e-5, 4e-5)}),
        ("a=-1..1", {"a": (-1, 1)}),
    ],
)
def test_ranges_in_words(word, found):
    assert design.varied_from([word]) == found


@pytest.mark.parametrize("word", ["a", "a=1", "a=1..", "a=..2", "a=x..y", "=1..2", ""])
def test_ranges_that_are_none_are_refused(word):
    with pytest.raises(InputError, match=r"such as kin_dispersion=0\.05\.\.0\.4"):
        design.varied_from([word])


def test_a_figure_named_twice_is_refused():
    with pytest.raises(InputError, match="twice"):
        design.varied_from(["a=1..2", "a=2..3"])


def test_a_varied_schedule_gives_each_point_a_draw_of_its_own_that_all_scenarios_share():
    worlds = {name: Scenario(departures="simulated", history=name) for name in ("reported", "no-kin-consequence")}
    points = with_draws(design.points_of({"kin_fear_effect": (0.0, 3.0)}, "sobol", 4, seed=1))
    runs = plan(worlds, (1,), points)
    draws = {name: [run.content["schedule_draw"] for run in runs if run.scenario == name] for name in worlds}
    assert draws == {name: [1, 2, 3, 4] for name in worlds}
    assert len({run.key for run in runs}) == 8
    assert runs[0].figures["schedule_draw"] == 1
    bare = plan(worlds, (1,), with_draws(((),) * 4))
    assert [dict(run.figures) for run in bare[:4]] == [{"schedule_draw": k} for k in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    ("scenario", "words"),
    [
        (Scenario(departures="observed"), "follows no schedule"),
        (Scenario(departures="simulated", schedule_draw=3), "names draw 3 of the schedule itself"),
    ],
)
def test_a_schedule_that_cannot_be_varied_is_refused_by_name(scenario, words):
    with pytest.raises(InputError, match=f"'mine' .*{words}"):
        check_schedules({"mine": scenario})
