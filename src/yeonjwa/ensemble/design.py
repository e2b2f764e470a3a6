"""Which figures an ensemble may vary, over which ranges, and the points at which it looks.

Only what is assumed about behaviour, the border, families, units and demography may be varied. The strength of a
practice of the state may not: a grid over it would be the first half of a search for the practice that works best.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Literal

from yeonjwa.errors import InputError, did_you_mean
from yeonjwa.scenario import Scenario

AREAS = ("behaviour", "border", "families", "units")
"""Areas of the catalogue whose figures may be varied."""
DEMOGRAPHIC = ("fertility_spread", "kin_dispersion")
"""Numbers of the population spec that may be varied; each value builds a country of its own."""
PRACTICES = "practices"
SCHEDULE = "schedule_draw"
"""Key of a scenario that names a draw of dates and levels of its schedule. Draws are numbered like the points and stand for what is not known
about them; no point sets a level or a date itself."""
MOST_POINTS = 65_536

Design = Literal["sobol", "lhs"]
DESIGNS: tuple[Design, ...] = ("sobol", "lhs")
Point = Sequence[tuple[str, float]]
"""Values of the varied figures at one point, and the draw of its schedule: pairs of name and value."""


def varied_from(words: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Ranges by figure, from words such as ``base_hazard=1e-5..4e-5``.

    Raises
    ------
    InputError
        The words do not say that, or a figure stands twice (what may be varied is checked by ``check_ranges``).
    """
    found: dict[str, tuple[float, float]] = {}
    for word in words:
        name, _, ends = (part.strip() for part in word.partition("="))
        try:
            low, high = (float(end) for end in ends.split("..", 1))
            if not name:
                raise ValueError
        except ValueError:
            raise InputError(
                f"option --vary is '{word}'; expected a figure and its range, such as kin_dispersion=0.05..0.4."
            ) from None
        if name in found:
            raise InputError(f"option --vary names '{name}' twice; give each figure one range.")
        found[name] = (low, high)
    return found


def may_be_varied() -> dict[str, tuple[float, float]]:
    """Figures that may be varied, each with the range that the catalogue states."""
    from yeonjwa.catalogue.figures import areas_of_figures, figure, figures

    ranges = {}
    for key, area in areas_of_figures().items():
        low, high = figures()[key].low, figures()[key].high
        if area in AREAS and low is not None and high is not None:
            ranges[key] = (low, high)
    for name in DEMOGRAPHIC:
        default = figure(f"{name}_default")
        if default.low is not None and default.high is not None:
            ranges[name] = (default.low, default.high)
    return ranges


def check_ranges(varied: Mapping[str, tuple[float, float]]) -> None:
    """Refuse a figure that may not be varied, or a range that is empty or wider than the catalogue's.

    Raises
    ------
    InputError
        With the reason, and the near miss where there is one.
    """
    from yeonjwa.catalogue.figures import areas_of_figures

    allowed, areas = may_be_varied(), areas_of_figures()
    for name, (low, high) in varied.items():
        if name not in allowed:
            area = areas.get(name)
            if area == PRACTICES:
                raise InputError(
                    f"figure '{name}' is the strength of a practice of the state and cannot be varied: this program does not "
                    "search over practices. Compare the named schedules instead, which show harm first."
                )
            if area in AREAS:
                raise InputError(f"figure '{name}' has no stated range in the catalogue, so it cannot be varied.")
            if area is not None:
                raise InputError(
                    f"figure '{name}' belongs to '{area}'; only figures of {', '.join(AREAS)}, and {' and '.join(DEMOGRAPHIC)}, can be varied."
                )
            raise InputError(f"'{name}' is not a figure that can be varied. {did_you_mean(name, allowed)}")
        least, most = allowed[name]
        if not low < high:
            raise InputError(f"the range of '{name}' is {low:g}..{high:g}; expected the lower end first.")
        if low < least or high > most:
            raise InputError(f"the range of '{name}' is {low:g}..{high:g}; the catalogue states {least:g} to {most:g}.")


def points_of(varied: Mapping[str, tuple[float, float]], design: Design, count: int, seed: int) -> tuple[Point, ...]:
    """Points spread over the box of all ranges.

    Parameters
    ----------
    varied : ranges by figure
    design : "sobol" (scrambled; a power of two fills the box evenly) or "lhs" (Latin hypercube)
    count : points
    seed : of the scrambling; equal seeds give equal points

    Returns
    -------
    tuple of points
        In the order of the sequence, figures in the order given.
    """
    if design not in DESIGNS:
        raise InputError(f"the design is '{design}'; expected sobol or lhs. {did_you_mean(design, DESIGNS)}")
    if not 1 <= count <= MOST_POINTS:
        raise InputError(f"the number of points is {count}; expected 1 to {MOST_POINTS}.")
    from scipy.stats import qmc

    sampler = (qmc.Sobol if design == "sobol" else qmc.LatinHypercube)(len(varied), seed=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that a number is not a power of two; the help says so
        places = sampler.random(count)
    low, high = zip(*varied.values(), strict=True)
    values = qmc.scale(places, low, high)
    return tuple(tuple(zip(varied, row, strict=True)) for row in values.tolist())


def check_schedules(scenarios: Mapping[str, Scenario]) -> None:
    """Refuse to vary the schedule of scenarios that have none, or that name a draw themselves.

    Raises
    ------
    InputError
        With the name of the scenario.
    """
    for name, scenario in scenarios.items():
        if scenario.departures != "simulated":
            raise InputError(
                f"scenario '{name}' places the published arrivals and follows no schedule; to vary it, give a scenario with "
                "departures = 'simulated'."
            )
        if scenario.schedule_draw:
            raise InputError(
                f"scenario '{name}' names draw {scenario.schedule_draw} of the schedule itself; leave schedule_draw out to vary it."
            )


def with_draws(points: Sequence[Point]) -> tuple[Point, ...]:
    """The points, each with a draw of the schedule of its own, numbered from 1."""
    return tuple((*point, (SCHEDULE, number)) for number, point in enumerate(points, start=1))


def with_figures(scenario: Scenario, point: Point) -> Scenario:
    """The scenario with the figures of one point, and its draw of the schedule, in place of its own.

    Raises
    ------
    InputError
        The scenario of this version takes no figures, or refuses a value.
    """
    if not point:
        return scenario
    content = scenario.model_dump(mode="json")
    content["population"] |= {name: value for name, value in point if name in DEMOGRAPHIC}
    figures = {name: value for name, value in point if name not in (*DEMOGRAPHIC, SCHEDULE)}
    content |= {name: int(value) for name, value in point if name == SCHEDULE}
    if figures:
        content["figures"] = {**content.get("figures", {}), **figures}
    return type(scenario)(**content)
