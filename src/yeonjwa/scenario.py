"""What to run: the departures, the practices by date, the country, the years and the seed; checked on construction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from yeonjwa.errors import InputError
from yeonjwa.population.spec import PopulationSpec
from yeonjwa.refusals import explain
from yeonjwa.scenario_checks import (
    DEFAULT_HISTORY,
    Figures,
    KeyFault,
    Off,
    check_figures,
    check_history,
    check_off,
    check_together,
    check_without,
)

MOST_DRAWS = 1_000_000
FIRST_ARRIVALS, LAST_ARRIVALS = 1998, 2024
"""First and last year for which arrivals by year and sex are packaged."""


class ScenarioError(InputError):
    """A scenario that cannot be. ``path`` names the key, such as ("figures", "base_hazard"); empty where none is to blame."""

    def __init__(self, sentence: str, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(sentence)
        self.path = path


class Scenario(BaseModel):
    """Everything that an outcome depends on. Two equal scenarios give the same tables, bit for bit.

    departures: "simulated" lets the model decide who leaves, "observed" places the published arrivals on synthetic
    people. seed: of every draw of the run, and of the country unless ``population`` has its own. first_year, last_year:
    years of arrival that are placed or reported.

    Simulated departures only: history: the dated schedule of practices ("reported", one report alone,
    "no-kin-consequence"). without: practices switched off throughout. off: practices switched off from month to month,
    both included. figures: figures of the catalogue put to another value within their stated ranges. schedule_draw: number of the draw of
    dates and levels of the schedule within their stated uncertainty, the same for every scenario; 0 leaves them as they stand.

    Observed departures only: clustering: how strongly people leave with or after their relatives.
    family_unit_definition: which of the two published definitions of arriving as a family holds: "units" (Hana
    Foundation, 38 to 54 %) or "alone" (Ministry of Unification, 70 % came alone). placement_seeds: how many times
    the departures are placed anew; intervals are over these.

    The order in which practices, switches and figures are given says nothing; they are kept in order of name.

    Raises
    ------
    ScenarioError
        A key is not known (the near miss is named), a value is impossible, or two keys contradict each other.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    departures: Literal["observed", "simulated"] = "simulated"
    seed: int = Field(default=1, ge=0, lt=2**63, strict=True)
    population: PopulationSpec = Field(default_factory=PopulationSpec)
    history: str = DEFAULT_HISTORY
    without: tuple[str, ...] = ()
    off: tuple[Off, ...] = ()
    figures: dict[str, float] = Field(default_factory=Figures)
    schedule_draw: int = Field(default=0, ge=0, le=MOST_DRAWS, strict=True)
    clustering: Literal["low", "central", "high"] = "central"
    family_unit_definition: Literal["units", "alone"] = "units"
    placement_seeds: int = Field(default=5, ge=1, le=50, strict=True)
    first_year: int = Field(default=FIRST_ARRIVALS, ge=FIRST_ARRIVALS, le=LAST_ARRIVALS, strict=True)
    last_year: int = Field(default=LAST_ARRIVALS, ge=FIRST_ARRIVALS, le=LAST_ARRIVALS, strict=True)

    def __init__(self, **given: Any) -> None:
        try:
            super().__init__(**given)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            path = first["loc"] or getattr(first.get("ctx", {}).get("error"), "path", ())
            raise ScenarioError(explain(error, type(self)), tuple(path)) from None

    @model_validator(mode="before")
    @classmethod
    def _one_seed_for_both(cls, given: Any) -> Any:
        """The seed is given once: the country takes it unless it was given its own."""
        if not isinstance(given, dict) or "seed" not in given:
            return given
        population = given.get("population", {})
        if isinstance(population, PopulationSpec):
            population = population.model_dump(exclude_unset=True)
        if isinstance(population, dict) and "seed" not in population:
            return {**given, "population": {**population, "seed": given["seed"]}}
        return given

    @model_validator(mode="before")
    @classmethod
    def _figures_lie_in_their_ranges(cls, given: Any) -> Any:
        """Before the types are looked at, so that a refusal of a figure always states its range."""
        if isinstance(given, dict) and isinstance(given.get("figures"), Mapping):
            return {**given, "figures": check_figures(given["figures"])}
        return given

    @model_validator(mode="after")
    def _names_what_exists(self) -> Scenario:
        """Names and dates are known, in one order, and nothing contradicts anything else."""
        if self.first_year > self.last_year:
            raise KeyFault(
                f"first_year is {self.first_year}, after last_year {self.last_year}; expected the earlier first.",
                "first_year",
            )
        check_history(self.history)
        kept = {"without": check_without(self.without), "off": check_off(self.off), "figures": Figures(self.figures)}
        fields = type(self).model_fields
        check_together(dict(self), {key: field.get_default(call_default_factory=True) for key, field in fields.items()})
        # The model is frozen for everybody else: one order makes equal scenarios equal.
        self.__dict__.update(kept)
        return self
