"""All tables of the observed departures: one country, several placings, three clusterings."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from typing import Any

import numpy as np

from yeonjwa.departures.close_kin import CloseKin
from yeonjwa.departures.groups import CLUSTERINGS
from yeonjwa.departures.mask import births_since
from yeonjwa.messages import text
from yeonjwa.outcome import ALL, Table
from yeonjwa.population.country import Country
from yeonjwa.population.places import PROVINCES
from yeonjwa.reach.arrivals import arrivals_tables
from yeonjwa.reach.capacity import close_kin_and_capacity
from yeonjwa.reach.claims import CLAIM_YEAR, large_or_small
from yeonjwa.reach.columns import (
    SHARE_OF_HOME,
    column,
    dimensions,
    interval,
    lowest,
    over_known_share,
    shown_years,
    table_of,
)
from yeonjwa.reach.measure import (
    IN_CHINA_YEARS,
    PROVINCE_YEARS,
    SONGBUN,
    Measure,
    measure_in_china,
    measure_known,
    measure_known_at_ends,
    measure_nation,
    provinces_at,
    share_reached,
    vetting_rules,
)
from yeonjwa.reach.relatives import relatives_by_chon, relatives_by_term
from yeonjwa.reach.world import LINEALITIES, MAX_CHON, World

FEW, FEW_OF_A_LARGE_COUNTRY, LARGE_SCALE = 2, 1, 0.5
"""Placings of what is shown beside the main result (other clusterings, other shares known). In a country near real size
the luck of placing is small and a second placing would only cost time; there the other sets are measured in one too."""
ARRIVED_BESIDE = "arrived-beside"
"""The arrived in the placings that the other sets rest on, where those are fewer: what is set beside each other must be
of the same placings, or more would seem to have arrived than left."""
THREADS = 2
_CHON = tuple(range(MAX_CHON + 1))

Say = Callable[..., None]


def observed_tables(country: Country, scenario: Any, say: Say | None = None) -> dict[str, Table]:
    """Tables on those who left and on the reach of their leaving, every cell shown (not fit to be published as such).

    Parameters
    ----------
    country : Country
    scenario : Scenario
        Reads seed, clustering, family_unit_definition, placement_seeds, first_year and last_year.
    say : callable, optional
        Told (stage, share done, people) as the placings proceed.

    Returns
    -------
    dict of Table
        reach, reach_by_province, vetting, relatives_by_term, relatives_by_chon, close_kin_and_capacity, arrivals,
        arrivals_by_province, arrivals_by_age, large_or_small, mask.
    """
    run = _Run(country, scenario)
    tell = say or (lambda stage, share=0.0, people=None: None)
    jobs = run.jobs()
    with ThreadPoolExecutor(THREADS) as pool:
        # In the order of the jobs, whichever ends first: the tables do not depend on threads.
        try:
            for done, measure in enumerate(pool.map(run.measure, jobs)):
                run.measures.append(measure)
                tell(text("reach.stage.placing"), 0.8 * (done + 1) / len(jobs), people=country.persons_ever)
        except BaseException:  # Ctrl-C: the placings at work end at their next step, the others do not begin
            run.is_stopped.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    tables = run.tables()
    tell(text("reach.stage.placing"), 1.0, people=country.persons_ever)
    return tables


class _Run:
    """The placings of one run and what was measured in each."""

    def __init__(self, country: Country, scenario: Any):
        self.country, self.scenario = country, scenario
        self.years = (int(scenario.first_year), int(scenario.last_year))
        self.shown = shown_years(*self.years)
        self.close_kin = CloseKin(country)
        within = [y for y in PROVINCE_YEARS if self.years[0] <= y <= self.years[1]]
        # The year of the claim, or the last one of a run that ends before it.
        self.claim_year = min(max(CLAIM_YEAR, self.years[0]), self.years[1])
        self.provinces = provinces_at(country, tuple(sorted({*within, self.claim_year})))
        self.few = FEW if country.spec.scale < LARGE_SCALE else FEW_OF_A_LARGE_COUNTRY
        self.beside = int(scenario.placement_seeds) if country.spec.scale < LARGE_SCALE else self.few
        self.measures: list[Measure] = []
        self.kept: dict[str, Table] = {}
        self.is_stopped = threading.Event()

    def jobs(self) -> list[tuple[str, int]]:
        """(clustering, placing): the main clustering first."""
        main, placings = self.scenario.clustering, int(self.scenario.placement_seeds)
        others = [c for c in CLUSTERINGS if c != main]
        return [(main, p) for p in range(placings)] + [(c, p) for c in others for p in range(min(self.few, placings))]

    def _go_on(self) -> None:
        """Ends this placing if another one failed or the run was stopped."""
        if self.is_stopped.is_set():
            raise CancelledError

    def measure(self, job: tuple[str, int]) -> Measure:
        """Place, and count what this placing is asked for."""
        clustering, placing = job
        world = World.placed(
            self.country, self.close_kin, self.scenario.seed, placing, clustering, self.scenario.family_unit_definition, self.years[1]
        )  # fmt: skip
        self._go_on()
        measure = Measure(clustering, placing)
        is_main = clustering == self.scenario.clustering

        def look(times: np.ndarray) -> None:
            self._go_on()
            if is_main and placing == 0:
                self.kept["relatives_by_chon"] = relatives_by_chon(world, times, self.shown)

        measure_nation(world, measure, "arrived", self.years, self.provinces, look)
        self._go_on()
        if is_main and placing < self.beside:
            measure_known(world, measure, self.years, self.shown)
            self._go_on()
            measure_nation(world, measure, "left", self.years)
            self._go_on()
            for year in (y for y in IN_CHINA_YEARS if self.years[0] <= y <= self.years[1]):
                measure_in_china(world, measure, year)
        if is_main and placing < self.few:
            measure_known_at_ends(world, measure, self.years, self.shown)
            self._go_on()
        if is_main and placing == 0:
            self.kept["relatives_by_term"] = relatives_by_term(world, self.shown)
            self.kept |= arrivals_tables(world, *self.years)
        measure.masked, measure.births = int(world.masked.sum()), births_since(self.country, world.departures)
        measure.placed, measure.asked = len(world.departures), world.departures.asked
        return measure

    def tables(self) -> dict[str, Table]:
        """The tables, once all placings are measured."""
        scale = self.country.spec.scale
        known = [m for m in self.measures if m.known_families]
        return {
            "reach": self.reach(),
            "reach_by_province": self.reach_by_province(),
            "large_or_small": large_or_small(
                self.measures, scale, PROVINCES, self.scenario.clustering, self.claim_year, self.claim_year - self.years[0]
            ),
            "vetting": self.vetting(),
            **{name: self.kept[name] for name in sorted(self.kept)},
            "close_kin_and_capacity": close_kin_and_capacity(known, self.years[0], self.shown, scale),
            "mask": self.mask(),
        }  # fmt: skip

    def reach(self) -> Table:
        """Share of the people at home with somebody of a set within D chon, nation, by year's end."""
        fields = (*dimensions("set", "clustering", "lineality", "year", "chon"), *SHARE_OF_HOME)
        return table_of("reach", fields, self._reach_rows(), nested=(("chon", _CHON),))

    def _reach_rows(self) -> Iterator[dict[str, Any]]:
        for clustering in CLUSTERINGS:
            of_clustering = [m for m in self.measures if m.clustering == clustering]
            for label, name, measures in _sets_of(of_clustering):
                for lineality in LINEALITIES:
                    pairs = [m.nation[name, lineality] for m in measures]
                    reached, home = np.stack([r for r, _ in pairs]), np.stack([h for _, h in pairs])
                    year = name.partition(" ")[2]
                    first = int(year) if year else self.years[0]
                    for k in range(home.shape[1]):
                        for chon in _CHON:
                            yield {
                                "set": label, "clustering": clustering, "lineality": lineality, "year": first + k, "chon": chon,
                                **self._share(reached[:, chon, k], home[:, k]),
                            }  # fmt: skip

    def _share(self, reached: np.ndarray, home: np.ndarray) -> dict[str, Any]:
        """Raw counts and share over placings. Raw counts are means, rounded: what one run of this size rests on."""
        raw = round(float(reached.mean()))
        return {
            "at_home": round(float(home.mean())), "reached": raw, "people": float(reached.mean()) / self.country.spec.scale,
            **interval(share_reached(reached, home)),
        }  # fmt: skip

    def reach_by_province(self) -> Table:
        """The same by home province of the relatives, for a few years."""
        main = [m for m in self.measures if m.clustering == self.scenario.clustering]
        rows = []
        for lineality in LINEALITIES:
            for year in self.provinces:
                reached = np.stack([m.province[lineality, year][0] for m in main])
                home = np.stack([m.province[lineality, year][1] for m in main])
                for chon in _CHON:
                    parts = [self._share(reached[:, p, chon], home[:, p]) for p in range(len(PROVINCES))]
                    whole = self._share(reached[:, :, chon].sum(axis=1), home.sum(axis=1))
                    # Rounded means need not add up; the total is that of the rounded parts.
                    whole |= {name: sum(part[name] for part in parts) for name in ("at_home", "reached")}
                    for place, part in ((ALL, whole), *zip(PROVINCES, parts, strict=True)):
                        rows.append({"lineality": lineality, "year": year, "province": place, "chon": chon, **part})
        fields = (*dimensions("lineality", "year", "province", "chon"), *SHARE_OF_HOME)
        return table_of("reach_by_province", fields, rows, sums=("province",), nested=(("chon", _CHON),))

    def vetting(self) -> Table:
        """Share of adults who would fail vetting if any known leaver within the rule barred them, by songbun.

        The interval of all strata together is over placings and the assumed share known; of one stratum over placings.
        """
        rows = []
        having = [m for m in self.measures if m.vetting]
        at_ends = [at for m in having for at in m.at_known_share.values()]
        for rule in vetting_rules():
            reached = np.stack([m.vetting[rule][0] for m in having])
            home = np.stack([m.vetting[rule][1] for m in having])
            failing, adults = (np.stack([m.vetting[rule][i].sum(axis=0) for m in [*having, *at_ends]]) for i in (0, 1))
            for k in range(home.shape[2]):
                parts = [self._share(reached[:, s, k], home[:, s, k]) for s in range(len(SONGBUN))]
                whole = self._share(reached[:, :, k].sum(axis=1), home[:, :, k].sum(axis=1))
                whole |= {name: sum(part[name] for part in parts) for name in ("at_home", "reached")}
                shares = share_reached(failing[:, k], adults[:, k])
                whole |= {"low": lowest(shares, failing[:, k]), "high": float(shares.max())}
                for stratum, part in ((ALL, whole), *zip(SONGBUN, parts, strict=True)):
                    rows.append({"rule": rule, "year": self.years[0] + k, "songbun": stratum, **part})
        fields = over_known_share((*dimensions("rule", "year", "songbun"), *SHARE_OF_HOME))
        return table_of("vetting", fields, rows, sums=("songbun",))

    def mask(self) -> Table:
        """Births that did not happen, and people asked for but not found, by placing."""
        rows = []
        for m in self.measures:
            rows.append({
                "clustering": m.clustering, "placing": m.placing, "births": m.births, "masked": m.masked,
                "share": m.masked / max(m.births, 1), "not_placed": m.asked - m.placed,
            })  # fmt: skip
        fields = (
            *dimensions("clustering", "placing"),
            column("births", "raw", "births"),
            column("masked", "raw", "births", of="births"),
            column("share", "share", "share", of="masked"),
            column("not_placed", "note", "people"),
        )
        return table_of("mask", fields, rows)


def _sets_of(measures: list[Measure]) -> Iterator[tuple[str, str, list[Measure]]]:
    """(set, name of its counts, the placings that have them) of one clustering."""
    for name in dict.fromkeys(name for m in measures for name, _ in m.nation):
        yield name.partition(" ")[0], name, [m for m in measures if (name, LINEALITIES[0]) in m.nation]
        beside = [m for m in measures if ("left", LINEALITIES[0]) in m.nation]
        if name == "arrived" and 0 < len(beside) < len(measures):
            yield ARRIVED_BESIDE, name, beside
