"""A run of the system at work: the state and the processes that need a memory of their own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from yeonjwa.departures.deciding import Deciding
from yeonjwa.population.country import Country
from yeonjwa.population.lives import MONTHS_OF_LIFE
from yeonjwa.scenario import Scenario
from yeonjwa.system.demography import Demography
from yeonjwa.system.ground import FEWEST_ASIDE, Ground
from yeonjwa.system.pages import find_pages_aside
from yeonjwa.system.posts import Posts
from yeonjwa.system.state import FIRST, LAST, State
from yeonjwa.system.threads import aside


class System:
    """One run: ``state`` and its processes. ``step`` brings it one month on, ``run`` to the end of 2024."""

    def __init__(
        self, country: Country, scenario: Scenario, *, ground: Ground | None = None, log: list[Any] | None = None
    ):
        from yeonjwa.system.terms import Terms

        find_pages_aside(list(country.columns.values()), "read")
        ground = ground or Ground(country)
        self.state = State(country, scenario, ground, log=log)
        # Settling and posts do not read what the other writes, and the first kernel that is called brings numba's library with it.
        settling = aside(partial(Demography.settle, self.state), is_long=country.persons_ever >= FEWEST_ASIDE)
        self.demography = Demography()
        self.posts = Posts(self.state)
        self.deciding = Deciding(self.state)
        self.terms = Terms(self)
        settling.result()
        ground.find_pages(self.state.born_before(FIRST - MONTHS_OF_LIFE))
        holders = self.posts.at_first  # settled as people without a post
        self.state.recode(holders[: holders.searchsorted(self.state.too_young()[0])])

    def step(self) -> None:
        """One month."""
        from yeonjwa.system.month import one_month

        self.state.month += 1
        one_month(self)

    def run(self, say: Callable[..., None] | None = None) -> System:
        """All months from 1993 to 2024; ``say`` is told the share done."""
        while self.state.month < LAST:
            if say is not None:
                say((self.state.month + 1 - FIRST) / (LAST + 1 - FIRST))
            self.step()
        return self
