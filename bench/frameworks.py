"""Time one small model in Mesa, in Starsim and in ours: people who leave, and draw relatives after them.

    python bench/frameworks.py [--persons 100000] [--months 24] [--times 3]

People have a place (10), a sex and an age band (7), which give a hazard of leaving that changes with the season, and four
relatives; each relative who has left raises it. All decide at once in a month, whoever leaves is gone. Each is written
as its documentation has it and as fast as that allows: Mesa with one object per person and ``AgentSet.do``, Starsim as a
module with arrays and ``bernoulli.filter``, ours with the points and bounds that the simulation uses. The months are
timed, not the making of people; each by one thread, the fastest of some runs.

Null of the check: who leaves follows the same law in all three. Leavers, and among them women, those of the first three
places and those of the youngest two bands, must lie within 5 standard deviations of the mean of 200 seeds of ours (false
alarm: about 6 in 10 million per number). The check has power: without relatives the leavers lie further off than that.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from importlib.metadata import version

import mesa
import numpy as np
import starsim as ss
from numpy.typing import NDArray
from tools import options, show

from yeonjwa.departures.points import ABSENT, CEILING, GROUP, RAISED, LeavingPoints, leaves

PLACES, BANDS, FAMILY = 10, 7, 5
PULL = 5.0  # the hazard is multiplied by (1 + relatives who left) ** PULL
SEEDS, MOST_DEVIATIONS = 200, 5.0
Ids = NDArray[np.int64]


class MadeUp:
    """People without a history: group and family of each, and the hazards of the groups by month."""

    def __init__(self, persons: int):
        rng = np.random.default_rng(1)
        self.persons = persons
        self.place, self.sex = rng.integers(0, PLACES, persons), rng.integers(0, 2, persons)
        self.band = rng.integers(0, BANDS, persons)
        self.group = (self.place * 2 + self.sex) * BANDS + self.band
        self.family = rng.permutation(persons) // FAMILY
        self.members = np.argsort(self.family, kind="stable")
        self.families = -(-persons // FAMILY)
        self.base = 10 ** rng.uniform(-4, -3, PLACES * 2 * BANDS)

    def level(self, month: int) -> NDArray[np.float64]:
        """Hazard of each group in a month, 1 / month."""
        return np.asarray(self.base * (1 + 0.5 * np.sin(2 * np.pi * month / 12)))

    def tallies(self, gone: Ids) -> NDArray[np.int64]:
        """Leavers, and how many of them are women, of the first three places, of the youngest two bands."""
        parts = self.sex[gone] == 0, self.place[gone] < 3, self.band[gone] < 2
        return np.array([gone.size, *(np.count_nonzero(part) for part in parts)])


class Person(mesa.Agent):
    """One person in Mesa; ``family`` is a list shared by its members whose only entry counts those who left."""

    def __init__(self, model: mesa.Model, person: int, group: int, family: list[int]):
        super().__init__(model)
        self.person, self.group, self.family = person, group, family

    def decide(self) -> None:
        """Leave or stay."""
        model = self.model
        gone = self.family[0]
        chance = -math.expm1(-model.level[self.group] * (1 + gone) ** PULL) if gone else model.chance[self.group]
        if model.random.random() < chance:
            model.leaving.append(self)


class InMesa(mesa.Model):
    """The model in Mesa."""

    def __init__(self, people: MadeUp, seed: int):
        super().__init__(rng=seed)
        self.people, self.gone = people, []
        families = [[0] for _ in range(people.families)]
        whose = [families[family] for family in people.family.tolist()]
        Person.create_agents(self, people.persons, list(range(people.persons)), people.group.tolist(), whose)

    def step(self) -> None:
        """One month."""
        level = self.people.level(self.steps)
        self.level, self.chance, self.leaving = level.tolist(), (-np.expm1(-level)).tolist(), []
        self.agents.do("decide")
        for agent in self.leaving:
            agent.family[0] += 1
            self.gone.append(agent.person)
            agent.remove()


class Leaving(ss.Module):
    """The model as a module of Starsim."""

    def __init__(self, people: MadeUp):
        super().__init__()
        self.made_up, self.gone = people, [np.empty(0, np.int64)]
        self.define_pars(leave=ss.bernoulli(p=self.chance))
        self.define_states(ss.IntArr("group", default=0), ss.IntArr("family", default=0))

    def init_post(self) -> None:
        """Groups and families, once there are people."""
        super().init_post()
        self.group[:], self.family[:] = self.made_up.group, self.made_up.family
        self.left_of_family = np.zeros(self.made_up.families)

    @staticmethod
    def chance(module, sim, uids):
        """Chance of each to leave this month."""
        pull = (1 + module.left_of_family[module.family[uids]]) ** PULL
        return -np.expm1(-module.level[module.group[uids]] * pull)

    def step(self) -> None:
        """One month."""
        self.level = self.made_up.level(self.ti + 1)
        gone = self.pars.leave.filter()
        np.add.at(self.left_of_family, self.family[gone], 1)
        self.sim.people.request_removal(gone)
        self.gone.append(np.asarray(gone))


class InOurs:
    """The model with points and bounds: only those near a point are looked at."""

    def __init__(self, people: MadeUp, seed: int, pull: float = PULL):
        self.people, self.pull, self.gone = people, pull, [np.empty(0, np.int64)]
        self.luck = LeavingPoints.of(seed, people.persons)
        self.code = (people.group + 1).astype(np.uint16)
        self.left_of_family = np.zeros(people.families)
        self.raised = np.empty(0, np.int64)

    def hazard(self, persons: Ids) -> NDArray[np.float64]:
        """Hazard of each of ``persons``, 1 / month."""
        pull = (1 + self.left_of_family[self.people.family[persons]]) ** self.pull
        return np.asarray(self.level[self.code[persons] & GROUP] * pull)

    def step(self, month: int) -> None:
        """One month."""
        self.level = np.append(0, self.people.level(month))
        hazard = self.hazard(self.raised)
        hot = hazard > CEILING
        near = self.luck.candidates(month, self.code, self.level, self.raised[hot], hazard[hot])
        gone = near.person[leaves(near, self.hazard(near.person))]
        self.code[gone] = ABSENT
        families = self.people.family[gone]
        np.add.at(self.left_of_family, families, 1)
        at = (families[:, None] * FAMILY + np.arange(FAMILY)).ravel()
        kin = self.people.members[at[at < self.people.persons]]
        raised = np.union1d(self.raised, kin)
        self.raised = raised[self.code[raised] != ABSENT]
        self.code[self.raised] |= RAISED
        self.gone.append(gone)


def by_mesa(people: MadeUp, months: int, seed: int) -> tuple[float, Ids]:
    """(seconds of the months, who left)."""
    model = InMesa(people, seed)
    began = time.perf_counter()
    for _ in range(months):
        model.step()
    return time.perf_counter() - began, np.array(model.gone, dtype=np.int64)


def by_starsim(people: MadeUp, months: int, seed: int) -> tuple[float, Ids]:
    """(seconds of the months, who left)."""
    sim = ss.Sim(
        n_agents=people.persons,
        modules=Leaving(people),
        dt=ss.month,
        dur=ss.months(months - 1),
        rand_seed=seed,
        verbose=0,
    )
    sim.init()
    (leaving,) = sim.modules
    assert sim.t.npts == months, sim.t.npts
    began = time.perf_counter()
    sim.run()
    return time.perf_counter() - began, np.concatenate(leaving.gone)


def by_ours(people: MadeUp, months: int, seed: int, pull: float = PULL) -> tuple[float, Ids]:
    """(seconds of the months, who left)."""
    model = InOurs(people, seed, pull)
    began = time.perf_counter()
    for month in range(1, months + 1):
        model.step(month)
    return time.perf_counter() - began, np.concatenate(model.gone)


def main() -> None:
    """Run each, check that they are the same model, and print the speeds."""
    chosen = options(__doc__, persons=100_000, months=24, times=3)
    people = MadeUp(chosen.persons)
    by_ours(people, chosen.months, 0)  # kernels

    def tallies(pull: float) -> NDArray[np.int64]:
        return np.array([people.tallies(by_ours(people, chosen.months, 1000 + k, pull)[1]) for k in range(SEEDS)])

    expected = tallies(PULL)
    mean, deviation = expected.mean(axis=0), expected.std(axis=0, ddof=1)
    power = abs(tallies(0.0).mean(axis=0) - mean)[0] / deviation[0]
    ways: dict[str, Callable[..., tuple[float, Ids]]] = {
        f"Mesa {version('mesa')}": by_mesa, f"Starsim {version('starsim')}": by_starsim, "yeonjwa": by_ours,
    }  # fmt: skip
    fastest, off = {}, {}
    for name, way in ways.items():
        runs = [way(people, chosen.months, 1 + k) for k in range(chosen.times)]
        fastest[name] = min(seconds for seconds, _ in runs)
        counts = [people.tallies(gone) for _, gone in runs]
        off[name] = max(float(np.max(abs(count - mean) / deviation)) for count in counts)
    whole = chosen.persons * chosen.months
    rows = [
        [name, f"{1e3 * fastest[name] / chosen.months:,.2f}", f"{whole / fastest[name] / 1e6:,.2f}", f"{fastest[name] / fastest['yeonjwa']:,.0f}", f"{off[name]:.1f}"]
        for name in ways
    ]  # fmt: skip
    heads = ("ms/month", "million agent-months/s", "x yeonjwa's time", "s.d. off, most of 4 numbers")
    show((f"{chosen.persons:,} people, {chosen.months} months, {mean[0]:,.0f} leave", *heads), rows)
    print(
        f"Without the pull of relatives the leavers would be {power:.0f} s.d. off; {MOST_DEVIATIONS:g} are allowed.\n"
    )
    assert max(off.values()) <= MOST_DEVIATIONS < power, "the three are not the same model"


if __name__ == "__main__":
    main()
