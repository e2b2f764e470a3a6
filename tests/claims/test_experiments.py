"""Each experiment, fed a world in which its claim is true and one in which it is false, gives both verdicts."""

import math

import pytest

from tests.claims.made import observed, outcome, step
from yeonjwa.catalogue.figures import figure
from yeonjwa.claims.arrivals import scatter, turning_point_of
from yeonjwa.claims.border import half_life, sign
from yeonjwa.claims.experiments import EXPERIMENTS, results_of, worlds_of
from yeonjwa.claims.fixed import claim_tests
from yeonjwa.claims.result import judged
from yeonjwa.claims.worlds import HARSH, LENIENT, NONE, OBSERVED, points, scenarios, worlds


def verdict(claim, world_of=None, **known):
    """The result of a claim; ``world_of`` gives the world of a name, else ``known`` (by name) or a usual world."""
    runs = {}
    for name in EXPERIMENTS[claim].worlds:
        made = world_of(name) if world_of is not None else known.get(name.replace("-", "_"), outcome())
        runs[name] = [made, made] if worlds()[name].all_seeds else [made]
    return results_of([claim], runs)[0]


def test_every_claim_has_an_experiment_and_every_world_is_used():
    assert list(EXPERIMENTS) == list(claim_tests()) == [f"T{n}" for n in range(1, 19)]
    assert set(worlds_of(EXPERIMENTS)) == set(worlds())


def test_every_world_is_a_scenario_and_no_two_are_the_same():
    made = scenarios(worlds(), 0.01, 1)
    contents = [scenario.model_dump_json() for scenario in made.values()]
    assert len(set(contents)) == len(contents) == len(worlds())
    assert {scenario.population.seed for scenario in made.values()} == {1}


# T1, T2, T17: from the known arrivals.
def test_a_large_share_is_supported_refuted_or_depends_on_the_definition():
    assert verdict("T1", observed=observed(0.2, 0.2, 0.3)).words == "supported"
    assert verdict("T1", observed=observed(0.01, 0.02, 0.03)).words == "refuted"
    found = verdict("T1", observed=observed(0.01, 0.03, 0.5))
    assert (found.verdict, found.depends_on) == ("depends", ("chon",))


def test_a_share_that_straddles_the_threshold_depends_on_how_arrivals_are_placed():
    found = verdict("T1", observed=observed(0.09, 0.09, 0.09, spread=0.3))
    assert (found.verdict, found.depends_on, found.identified) == ("depends", ("clustering",), False)


def test_a_hard_rule_on_relatives_can_be_kept_or_not():
    assert verdict("T2", observed=observed(failing=0.02)).words == "supported"
    assert verdict("T2", observed=observed(failing=0.6)).words == "refuted"


def test_camps_could_have_held_all_close_kin_or_not():
    assert verdict("T17", observed=observed(camp_ratio=0.5)).words == "supported"
    assert verdict("T17", observed=observed(camp_ratio=2)).words == "refuted"
    assert verdict("T17", observed=observed(camp_ratio=0.95)).words == "depends on known_share"


# T3: the half-life.
@pytest.mark.parametrize("tau", [6, 18, 48])
def test_the_half_life_of_a_step_is_measured(tau):
    assert half_life(step(tau)) == pytest.approx(tau, rel=0.02)


def test_nothing_that_wears_off_has_no_half_life():
    assert math.isnan(half_life(step(18, limit=0.0)))


def test_a_half_life_that_is_only_given_back_is_not_identified():
    given = figure("wear_half_life")
    ends = {"step": given.value, "step-wear_half_life-low": given.low, "step-wear_half_life-high": given.high}
    assert verdict("T3", lambda name: step(ends.get(name, 18))).words == "not identified"
    # A model in which something else sets the pace does not give it back: then only its size is a result.
    assert verdict("T3", lambda name: step(3)).words == "built in"


# T4, T8, T15: fear and anger.
def with_tries(of_reported, of_none=300):
    """Worlds in which so many try to leave with the reported treatment, given the name of the point, and with none."""

    def world(name):
        return outcome(counts={"tries": of_none if name.startswith(NONE) else of_reported(name)})

    return world


def test_punishment_that_always_drives_people_out_supports_the_claim():
    found = verdict("T4", with_tries(lambda name: 400))
    assert (found.words, found.measured.estimate) == ("supported", 1.0)


def test_punishment_that_always_holds_people_back_refutes_it():
    found = verdict("T4", with_tries(lambda name: 200))
    assert (found.words, found.measured.estimate) == ("refuted", 0.0)


def test_punishment_whose_sign_turns_on_anger_depends_on_it():
    found = verdict("T4", with_tries(lambda name: 400 if "grievance_effect-high" in name or "anger" in name else 200))
    assert found.words == "depends on grievance_effect"
    assert 0 < found.measured.estimate < 0.5


def test_the_share_of_assumptions_counts_every_point_of_the_design_once():
    one = next(iter(points()))
    found = verdict("T4", with_tries(lambda name: 400 if name == f"reported-{one}" else 200))
    assert found.measured.estimate == pytest.approx(1 / (len(points()) + 1))


def test_the_effect_of_punishment_never_stands_without_its_harm():
    details = verdict("T4", with_tries(lambda name: 400)).measured.details
    assert details[0].name == "harmed_by_reported"
    assert details[0].value > 0


def test_it_is_said_how_many_points_are_near_the_published_arrivals():
    (share,) = [
        d.value for d in verdict("T4", with_tries(lambda n: 200)).measured.details if d.name == "points_near_published"
    ]
    # 100 arrivals a year at scale 0.1 are 22,000 in 1998-2019, of some 33,000 published.
    assert share == 1.0


def sized(tries, plans=200):
    return outcome(counts={"tries": tries, "plans": plans, "size_squared": 1.2 * tries**2 / plans})


def test_groups_grow_with_liability_or_not():
    larger = verdict("T8", lambda name: sized(300 if name == NONE else 400))
    assert (larger.words, larger.measured.estimate) == ("supported", pytest.approx(0.5))
    assert verdict("T8", lambda name: sized(300 if name == NONE else 220)).words == "refuted"
    no_fear = verdict("T8", lambda name: sized(300 if name in (NONE, "join_fear_effect-low") else 400))
    assert no_fear.words == "depends on join_fear_effect"


def leaning(gap, turned=()):
    """Worlds in which leniency shifts the log hazard by ``gap``, and by the opposite in worlds of the names in ``turned``."""

    def world(name):
        if name.startswith(HARSH):
            return outcome()
        assert name.startswith(LENIENT)
        return outcome(hazard={"fear": -gap if any(t in name for t in turned) else gap})

    return world


def test_leniency_can_raise_or_lower_departures_of_cadres_or_depend_on_fear():
    assert verdict("T15", leaning(0.3)).words == "supported"
    assert verdict("T15", leaning(-0.3)).words == "refuted"
    assert verdict("T15", leaning(0.3, turned=("kin_fear",))).words == "depends on kin_fear_effect"
    assert verdict("T15", leaning(0.0)).words == "not identified"


# T11, T12, T14, T16.
def test_the_price_falls_with_arrears_or_not():
    def prices(high, low):
        return lambda name: outcome(money={"fee_mean_usd": high if name.startswith("arrears-high") else low})

    assert verdict("T11", prices(700, 1000)).words == "supported"
    assert verdict("T11", prices(1300, 1000)).words == "refuted"


def test_a_price_that_falls_only_by_assumption_depends_on_it():
    found = verdict("T11", lambda name: outcome(money={"fee_mean_usd": 700 if name == "arrears-high" else 1000}))
    assert found.words == "depends on price_arrears"


def test_a_gift_wins_families_over_or_not():
    def felt(per_head):
        # 100 families of 5 in a population of 1.6 million.
        of_all = per_head * 500 / 1_600_000
        return lambda name: outcome(hazard={} if name.startswith("without") else {"grievance": of_all})

    found = verdict("T12", felt(-0.2))
    assert (found.words, found.measured.estimate) == ("supported", pytest.approx(-0.2))
    assert verdict("T12", felt(0.0)).words == "refuted"
    assert verdict("T12", felt(0.1)).words == "refuted"


def test_the_share_of_cadres_rises_or_falls():
    def cadres(before, after):
        made = outcome()
        table = made.tables["claim_counts"]
        is_cadre, later = table.column("quantity") == "cadre_arrivals", table.column("year") >= 2012
        table.column("count")[is_cadre & ~later] = before
        table.column("count")[is_cadre & later] = after
        return lambda name: made

    assert verdict("T14", cadres(10, 40)).words == "supported"
    assert verdict("T14", cadres(40, 10)).words == "refuted"
    assert verdict("T14", cadres(1, 1)).words == "not identified"


def published(rise=1.0, noise=0.0):
    """Counts about a falling line, alternately above and below it by ``noise``, the last of the turn times ``rise``."""
    counts = {year: 1600 * 0.94 ** (year - 2012) * (1 + noise * (-1) ** year) for year in range(2012, 2020)}
    return {**counts, 2016: counts[2016] * rise}


def test_a_turn_is_seen_where_it_is_large_beside_the_scatter():
    assert judged("T16", turning_point_of(published(rise=1.4), [(100, 100)])).words == "supported"
    assert judged("T16", turning_point_of(published(rise=0.6), [(100, 100)])).words == "refuted"


def test_the_same_rise_among_counts_that_scatter_is_not_identified():
    found = judged("T16", turning_point_of(published(rise=1.25, noise=0.1), [(100, 100)]))
    assert found.words in ("not identified", "depends on scatter")
    assert not found.identified


def test_scatter_is_one_where_counts_lie_on_a_line_and_grows_with_noise():
    assert scatter(published()) == 1.0
    assert scatter(published(noise=0.1)) > scatter(published(noise=0.05)) > 1.0


def test_forced_calls_have_no_count_from_outside_whatever_they_bring():
    for back in (5, 500):
        found = verdict("T13", lambda name, back=back: outcome(returns=1 if name.startswith("without") else back))
        assert found.words == "not identified"


def called_to_account(alarms):
    """Three minders for two false alarms, and 50 for true absences."""
    return outcome(acts={"false_alarms": alarms, "minders_criticised": 1.5 * alarms + 50, "minders_dismissed": 0})


# What is built in has a size only.
@pytest.mark.parametrize(
    ("claim", "world", "estimate"),
    [
        ("T5", lambda name: outcome(acts={"extortion_bluffs_paid": 5, "extortion_cases": 20}), 0.25),
        (
            "T6",
            lambda name: outcome(officers={"officer_hours_on_core": 100 if name == "without-points" else 200}),
            1 / 6,
        ),
        ("T7", lambda name: called_to_account(200 if name.endswith("high") else 50), 0.6),
        ("T9", lambda name: outcome(capture=0.3 if "without" in name else 0.4), 0.1),
        ("T10", lambda name: outcome(after={"false_reports": 10 if "without" in name else 40}), 4.0),
        ("T18", lambda name: outcome(hazard={} if name == "gifts-hidden" else {"fear": 0.02}), 0.02),
    ],
)
def test_a_claim_that_is_built_in_gives_its_size(claim, world, estimate):
    found = verdict(claim, world)
    assert found.words == "built in"
    assert found.measured.estimate == pytest.approx(estimate)
    assert not found.identified


def test_two_counts_differ_only_if_chance_does_not_explain_it():
    assert [sign(120, 100), sign(200, 100), sign(100, 200)] == ["no_difference", "more", "fewer"]


def test_the_observed_world_is_asked_of_the_known_arrivals():
    assert scenarios([OBSERVED], 0.01, 3)[OBSERVED].departures == "observed"
