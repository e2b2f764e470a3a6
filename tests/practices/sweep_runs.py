"""Runs of the made family for tests of sweeps: ego left and is known, and what can happen happens."""

from tests.practices.family import family_run, leaves, put_in_office
from yeonjwa.population.posts import CODE
from yeonjwa.practices import sweeps

PLENTY = {
    "officers_on_families": 1.0, "officer_hours_month": 1e6, "lure_visits_per_month": 1.0, "forced_calls_per_month": 1.0,
    "forced_calls_in_reach": 1.0, "private_persuasion_per_month": 1.0, "consolation_per_month": 1.0, "consolation_dutiful": 1.0,
    "exile_chance": 1.0, "exile_homes_month": 1e6, "exile_suspicion": 1.0, "exile_member_share": 1.0, "exile_walk_back": 0.0,
    "re_vetting_chance": 1.0, "re_vetting_per_chon": 0.0, "re_vetting_bought_off": 0.0, "bargain_kept": 1.0,
    "south_learned_months": 0.0,
}  # fmt: skip
"""Figures under which what can happen happens."""


def family_of_a_leaver(
    practice: str, level: float = 1.0, figures=None, *, south: bool = True, cadre: bool = False, **given
):
    """A run in which ego left and is known; the named practice stands at a level, and what is scarce is rationed."""
    system = family_run({"capacity_rationing": 1.0, practice: level}, {**PLENTY, **(figures or {})}, **given)
    if cadre:
        put_in_office(system, ("ego",), CODE["official"])
    leaves(system, south=south)
    sweeps.learn_who_is_away(system)
    return system
