"""What one placing gives: counts of people at home and of those reached, for each set, line and year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from yeonjwa.catalogue import figure
from yeonjwa.departures import sets
from yeonjwa.population.country import Country
from yeonjwa.population.places import PROVINCES, counties
from yeonjwa.population.spells import place_of_everyone
from yeonjwa.reach.counting import count_by_year
from yeonjwa.reach.world import LINEALITIES, World

PROVINCE_YEARS: tuple[int, ...] = (2000, 2008, 2016, 2024)
IN_CHINA_YEARS: tuple[int, ...] = (2016,)
"""The stock in China has no running record, so it is measured at the end of the claim's year only."""

SONGBUN: tuple[str, ...] = ("core", "wavering", "hostile")
ADULT_MONTHS = 18 * 12


def vetting_rules() -> dict[str, tuple[str, int, int]]:
    """Rules a candidate is vetted by: name -> (lineality, depth on the father's side, on the mother's side)."""
    depths = [int(figure(f"vetting_depth_{post}").value) for post in ("administrators", "officials", "security_agents")]
    rules = {f"cognatic:{d}": ("cognatic", d, d) for d in depths}
    rules |= {f"agnatic:{d}": ("agnatic", d, 0) for d in depths}
    father, mother = (int(figure(f"vetting_depth_{side}_side").value) for side in ("father", "mother"))
    return rules | {f"{father}/{mother}": ("cognatic", father, mother)}


@dataclass
class Measure:
    """Counts of one placing.

    nation : (set, lineality) -> reached int64[9, years], at home int64[years]
    province : (lineality, year) -> reached int64[10, 9], at home int64[10]
    vetting : rule -> failing int64[3, years], adults int64[3, years] by songbun
    known_families : year -> families with a known leaver
    at_known_share : "low", "high" -> what concerns the known, at that end of the assumed share known to the state
    births, masked : births since the first departure, and how many of them did not happen
    asked, placed : people to be placed, and people placed
    """

    clustering: str
    placing: int
    nation: dict[tuple[str, str], tuple[NDArray[np.int64], NDArray[np.int64]]] = field(default_factory=dict)
    province: dict[tuple[str, int], tuple[NDArray[np.int64], NDArray[np.int64]]] = field(default_factory=dict)
    vetting: dict[str, tuple[NDArray[np.int64], NDArray[np.int64]]] = field(default_factory=dict)
    known_families: dict[int, int] = field(default_factory=dict)
    at_known_share: dict[str, Measure] = field(default_factory=dict)
    births: int = 0
    masked: int = 0
    asked: int = 0
    placed: int = 0


def provinces_at(country: Country, years: tuple[int, ...]) -> dict[int, NDArray[np.uint8]]:
    """Home province of everybody at the ends of some years (uint8[persons_ever] each); the same in every placing."""
    province = counties().province
    return {year: province[place_of_everyone(country, sets.end_of(year)) // 2] for year in years}


def measure_nation(
    world: World,
    measure: Measure,
    name: str,
    years: tuple[int, int],
    provinces: dict[int, NDArray[np.uint8]] | None = None,
    look: Callable[[NDArray[np.uint8]], None] | None = None,
    known_share: float | None = None,
) -> None:
    """Reach of a lasting set, both lines, by year; by province too if asked. ``look`` is shown the cognatic times."""
    entry = world.entries(name, known_share)
    everybody = np.zeros(world.country.persons_ever, dtype=np.uint8)
    for lineality in LINEALITIES:
        times = world.blood_times(entry, lineality)
        if name == "known":
            measure_vetting(world, measure, times, entry, lineality, years)
        world.add_spouses(times, entry)
        counts = count_by_year(
            times, world.country.birth_month, world.home_until, everybody, years, where=provinces, places=len(PROVINCES)
        )  # fmt: skip
        measure.nation[name, lineality] = counts.reached[0], counts.at_home[0]
        for k, year in enumerate(provinces or ()):
            measure.province[lineality, year] = counts.reached_at[k], counts.at_home_at[k]
        if look is not None and lineality == "cognatic":
            look(times)


def measure_vetting(
    world: World,
    measure: Measure,
    blood: NDArray[np.uint8],
    entry: NDArray[np.uint8],
    lineality: str,
    years: tuple[int, int],
) -> None:
    """Adults who would fail vetting if anybody within a rule's reach, or the spouse, had left and were known for it."""
    # The widest rule last, as the count wants it.
    rules = {rule: depth for rule, (line, *depth) in vetting_rules().items() if line == lineality}
    rules = dict(sorted(rules.items(), key=lambda item: min(item[1]) if lineality == "cognatic" else item[1][0]))
    failing = np.stack([within_sides(world, blood, *depth) for depth in rules.values()], axis=1)
    world.add_spouses(failing, entry)
    counts = count_by_year(
        failing, world.country.birth_month, world.home_until, world.country.songbun, years, len(SONGBUN), grown_months=ADULT_MONTHS
    )  # fmt: skip
    for k, rule in enumerate(rules):
        measure.vetting[rule] = counts.reached[:, k], counts.at_home


def within_sides(world: World, blood: NDArray[np.uint8], father_chon: int, mother_chon: int) -> NDArray[np.uint8]:
    """uint8[n]: when each is first reached within a depth on the father's side and another on the mother's.

    A side's degree is one more than that of the parent, whose own reach holds the person's descendants too (they count
    on both sides). Own descendants less than two steps short of the deeper side are left out: at 6 chon that is from
    great-great-great-grandchildren on, whom nobody at home has. Depths below 4 are refused for that reason.
    """
    if mother_chon in (0, father_chon):  # one line, or both to the same depth
        return blood[:, father_chon]
    assert min(father_chon, mother_chon) >= 4, "depths by side are exact from 4 chon on"
    pedigree = world.close_kin.pedigree
    out = blood[:, 1].copy()  # parents and children, also where a parent is unknown
    for parent, depth in ((pedigree.father, father_chon), (pedigree.mother, mother_chon)):
        np.minimum(out, np.where(parent >= 0, blood[parent, depth - 1], sets.NEVER_INDEX), out=out)
    return out


def measure_known(
    world: World, measure: Measure, years: tuple[int, int], shown: tuple[int, ...], share: float | None = None
) -> None:
    """Reach of the known to the state, who would fail vetting for them, and their families; ``share`` in place of the figure."""
    measure_nation(world, measure, "known", years, known_share=share)
    family, entry = world.families(), world.entries("known", share)
    # People who left together, and those who followed them, are one family.
    measure.known_families = {year: int(np.unique(family[entry <= sets.index_of_year(year)]).size) for year in shown}


def measure_known_at_ends(world: World, measure: Measure, years: tuple[int, int], shown: tuple[int, ...]) -> None:
    """The same at both ends of the assumed share known."""
    for end, share in known_share_ends().items():
        measure.at_known_share[end] = Measure(measure.clustering, measure.placing)
        measure_known(world, measure.at_known_share[end], years, shown, share)


def known_share_ends() -> dict[str, float]:
    """The lowest and the highest share of those who left that the state is assumed to know of."""
    known = figure("known_share")
    return {"low": float(known.low or 0), "high": float(known.high or 1)}


def measure_in_china(world: World, measure: Measure, year: int) -> None:
    """Reach of those who are in China at the end of a year."""
    everybody = np.zeros(world.country.persons_ever, dtype=np.uint8)
    for lineality in LINEALITIES:
        times = world.times(world.members_at("in-china", sets.end_of(year)), lineality)
        counts = count_by_year(times, world.country.birth_month, world.home_until, everybody, (year, year))
        measure.nation[f"in-china {year}", lineality] = counts.reached[0], counts.at_home[0]


def share_reached(reached: NDArray[np.int64], home: NDArray[np.int64]) -> NDArray[np.float64]:
    """Reached as a share of those at home (0 where nobody is)."""
    return reached / np.maximum(home, 1)
