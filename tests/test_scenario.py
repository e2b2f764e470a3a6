"""A scenario is checked when it is made, and the seed is given once."""

from __future__ import annotations

import pytest

from yeonjwa.errors import InputError
from yeonjwa.population.spec import PopulationSpec
from yeonjwa.scenario import Scenario


def test_the_country_takes_the_seed_of_the_run_unless_it_has_its_own():
    assert Scenario(seed=7).population.seed == 7
    assert Scenario(seed=7, population={"scale": 0.01}).population == PopulationSpec(scale=0.01, seed=7)
    assert Scenario(seed=7, population=PopulationSpec(scale=0.01)).population.seed == 7
    assert Scenario(seed=7, population=PopulationSpec(seed=3)).population.seed == 3


def test_a_scenario_survives_the_way_through_a_file():
    scenario = Scenario(seed=4, clustering="high", population=PopulationSpec(scale=0.02, pre1950="as_1955"))
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
