"""A scenario is checked when it is made, and the seed is given once."""

from __future__ import annotations

import pickle

import pytest

from yeonjwa.catalogue.figures import areas_of_figures, figures
from yeonjwa.errors import InputError
from yeonjwa.population.spec import PopulationSpec
from yeonjwa.scenario import Scenario, ScenarioError
from yeonjwa.scenario_checks import AREAS, figures_to_override, known_histories, off_already


def test_the_country_takes_the_seed_of_the_run_unless_it_has_its_own():
    assert Scenario(seed=7).population.seed == 7
    assert Scenario(seed=7, population={"scale": 0.01}).population == PopulationSpec(scale=0.01, seed=7)
    assert Scenario(seed=7, population=PopulationSpec(scale=0.01)).population.seed == 7
    assert Scenario(seed=7, population=PopulationSpec(seed=3)).population.seed == 3


def test_a_scenario_survives_the_way_through_a_file():
    scenario = Scenario(
        departures="observed", seed=4, clustering="high", population=PopulationSpec(scale=0.02, pre1950="as_1955")
    )
    assert Scenario(**scenario.model_dump(mode="json")) == scenario


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"sead": 2}, "'sead' is not a key of a scenario. Did you mean 'seed'"),
        ({"population": {"scal": 0.1}}, r"'population.scal' is not a key of a scenario. Did you mean 'scale'"),
        ({"clustering": "hihg"}, "clustering is 'hihg'; expected .* Did you mean 'high'"),
        ({"population": {"scale": 50}}, "scale must lie between 0.0005 and 1"),
        ({"population": {"scale": float("nan")}}, "scale must lie between"),
        ({"first_year": 1990}, "first_year is 1990; expected"),
        ({"first_year": 2010, "last_year": 2005}, "first_year is 2010, after last_year 2005"),
        ({"placement_seeds": 0}, "placement_seeds is 0; expected"),
        ({"placement_seeds": "many"}, "placement_seeds is 'many'; expected"),
        ({"seed": -1}, "seed is -1; expected"),
        ({"departures": "simulatd"}, "departures is 'simulatd'; expected .* Did you mean 'simulated'"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(given, sentence):
    with pytest.raises(InputError, match=sentence):
        Scenario(**given)


def test_a_scenario_cannot_be_changed():
    with pytest.raises(Exception, match="frozen"):
        Scenario().seed = 2


SIMULATED = {"departures": "simulated"}


def test_departures_are_simulated_unless_told_otherwise():
    assert Scenario() == Scenario(**SIMULATED)
    with pytest.raises(ScenarioError, match=r"'simulated' \(the default\); set departures = 'observed'"):
        Scenario(clustering="high")
    with pytest.raises(ScenarioError, match=r"departures is 'observed'; set departures = 'simulated'"):
        Scenario(departures="observed", history="no-kin-consequence")


FIGURE, (LOW, HIGH) = next(iter(figures_to_override().items()))
FULL = {
    **SIMULATED, "without": ["raids", "demotion"], "figures": {FIGURE: LOW},
    "off": [("exile", "2011-08", "2011-10"), ("consolation", "2014-01", "2014-01"), ("exile", "2009-01", "2011-07")],
}  # fmt: skip


@pytest.mark.parametrize(
    ("given", "sentence", "path"),
    [
        ({"history": "reportd"}, "history is 'reportd'; .* Did you mean 'reported'", ("history",)),
        ({"history": 3}, "history is 3; expected text", ("history",)),
        ({"without": ["raids", "exil"]}, "'exil', which is not a practice. Did you mean 'exile'", ("without", 1)),
        ({"without": ["exile", "raids", "exile"]}, "without names 'exile' twice", ("without", 2)),
        ({"without": "exile"}, "without is 'exile'; expected a list", ("without",)),
        ({"off": [("exile", "2011-08", "2011-13")]}, "off.until is '2011-13'; expected a month", ("off", 0, "until")),
        ({"off": [("exile", "1992-12", "2011-01")]}, "expected a month from 1993-01 to 2024-12", ("off", 0, "since")),
        ({"off": [("exile", "2011-08", "2011-07")]}, "off.since is '2011-08', after off.until", ("off", 0, "since")),
        (
            {"off": [("exile", "2012-01", "2012-02"), ("raids", "2012-01", "2012-02"), ("exile", "2010-01", "2012-01")]},
            "off names 'exile' from 2010-01 to 2012-01 and again from 2012-01 to 2012-02",
            ("off", 0, "since"),
        ),
        (
            {"off": [{"practice": "exile", "since": "2011-08", "until": "2011-08", "untill": "2011-08"}]},
            "'off.untill' .* Did you mean 'until'",
            ("off", 0, "untill"),
        ),
        ({"off": [{"practice": "exile", "since": "2011-08"}]}, "'off.until' is missing", ("off", 0, "until")),
        ({"off": [("exile",)]}, "an entry of 'off' is missing", ("off", 0, 1)),
        ({"off": ["exile"]}, "off is 'exile'; expected an object with keys", ("off", 0)),
        (
            {"without": ["exile"], "off": [("raids", "2011-08", "2011-08"), ("exile", "2011-08", "2011-08")]},
            "'exile' is switched off throughout",
            ("off", 1, "practice"),
        ),
        (
            {"history": "no-kin-consequence", "without": ["border_control", "exile"]},
            "without names 'exile', which the history 'no-kin-consequence' has switched off already",
            ("without", 1),
        ),
        ({"clustering": "low"}, "clustering belongs to observed departures", ("clustering",)),
        ({"placement_seeds": 9}, "placement_seeds belongs to observed departures", ("placement_seeds",)),
        ({"figures": {FIGURE[:-1]: 1}}, f"is not in the catalogue. Did you mean '{FIGURE}'", ("figures", FIGURE[:-1])),
        ({"figures": {"first_arrival_year": 1960}}, "which scenarios leave as it is", ("figures", "first_arrival_year")),
        ({"figures": [1]}, "figures is a list of 1 entries; expected an object", ("figures",)),
        ({"departures": "observed", "history": "no-kin-consequence"}, "belongs to simulated", ("history",)),
        ({"schedule_draw": -1}, "schedule_draw is -1; expected", ("schedule_draw",)),
        ({"schedule_draw": 1.5}, "schedule_draw is 1.5; expected", ("schedule_draw",)),
        ({"departures": "observed", "schedule_draw": 2}, "schedule_draw belongs to simulated departures", ("schedule_draw",)),
        ({"departures": "observed", "without": ["exile"]}, "without belongs to simulated departures", ("without",)),
        ({"departures": "observed", "figures": {FIGURE: LOW}}, "figures belongs to simulated", ("figures",)),
        ({"departures": "observed", "off": [("exile", "2011-08", "2011-10")]}, "off belongs to simulated", ("off",)),
    ],
)  # fmt: skip
def test_what_a_simulated_run_cannot_be_is_refused_with_the_key(given, sentence, path):
    with pytest.raises(ScenarioError, match=sentence) as caught:
        Scenario(**{**SIMULATED, **given})
    assert caught.value.path == path


def repr_short(value) -> str:
    """A name for a value that may have thousands of digits."""
    return repr(value) if not isinstance(value, int) or value < 1e9 else "very large"


@pytest.mark.parametrize(
    "value", [LOW - 1, HIGH + 1, float("nan"), float("inf"), True, "1", None, 16**9999], ids=repr_short
)
def test_a_figure_outside_its_range_is_refused_with_the_range(value):
    with pytest.raises(InputError, match=f"figure '{FIGURE}' is .*; expected a number from {LOW:.10g} to {HIGH:.10g}"):
        Scenario(**SIMULATED, figures={FIGURE: value})


def test_both_ends_of_the_range_of_every_figure_that_may_be_overridden_are_allowed():
    ranges = figures_to_override()
    for end in (0, 1):
        assert len(Scenario(**SIMULATED, figures={key: span[end] for key, span in ranges.items()}).figures) == len(
            ranges
        )
    area = areas_of_figures()
    assert {area[key] for key in ranges} <= set(AREAS)
    for key in figures().keys() - ranges.keys():
        with pytest.raises(InputError, match=f"'{key}'"):
            Scenario(**SIMULATED, figures={key: figures()[key].value})


def test_every_history_can_be_run_and_switching_off_what_a_report_does_not_tell_of_is_no_contradiction():
    for history in known_histories():
        assert Scenario(**SIMULATED, history=history, without=["border_control"]).history == history
    assert off_already("no-kin-consequence") > {"exile", "vetting"}
    assert {name for name in known_histories() if off_already(name)} == {"no-kin-consequence"}


def test_the_order_in_which_practices_switches_and_figures_are_given_says_nothing():
    ranges = list(figures_to_override().items())[:3]
    scenarios = [
        Scenario(**{**FULL, "without": FULL["without"][::step], "off": FULL["off"][::step],
                    "figures": {key: low for key, (low, _) in ranges[::step]}})
        for step in (1, -1)
    ]  # fmt: skip
    assert scenarios[0] == scenarios[1]
    assert hash(scenarios[0]) == hash(scenarios[1])
    assert scenarios[0].model_dump_json() == scenarios[1].model_dump_json()


def test_a_simulated_scenario_survives_files_and_processes_and_cannot_be_changed():
    scenario = Scenario(**FULL)
    assert Scenario(**scenario.model_dump(mode="json")) == Scenario(**scenario.model_dump()) == scenario
    assert pickle.loads(pickle.dumps(scenario)) == scenario
    assert scenario.model_copy(deep=True) == scenario
    assert {scenario: 1}[Scenario(**FULL)] == 1
    assert scenario != Scenario(**{**FULL, "figures": {FIGURE: HIGH}})
    for change in (
        lambda f: f.update(a=1),
        lambda f: f.__setitem__(FIGURE, 1),
        lambda f: f.clear(),
        lambda f: f.pop(FIGURE),
    ):
        with pytest.raises(TypeError, match="cannot be changed"):
            change(scenario.figures)
