"""What to run: the departures, the country they are placed in, the years and the seed; checked on construction."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from yeonjwa.errors import InputError
from yeonjwa.population.spec import PopulationSpec
from yeonjwa.refusals import explain

FIRST_ARRIVALS, LAST_ARRIVALS = 1998, 2024
"""First and last year for which arrivals by year and sex are packaged."""


class Scenario(BaseModel):
    """Everything that an outcome depends on. Two equal scenarios give the same tables, bit for bit.

    departures: "observed" places the published arrivals on synthetic people. seed: of every draw of the run, and of
    the country unless ``population`` has its own. clustering: how strongly people leave with or after their relatives.
    family_unit_definition: which of the two published definitions of arriving as a family holds: "units" (Hana
    Foundation, 38 to 54 %) or "alone" (Ministry of Unification, 70 % came alone). placement_seeds: how many times
    the departures are placed anew; intervals are over these. first_year, last_year: years of arrival that are placed.

    Raises
    ------
    InputError
        A key is not known (the near miss is named) or a value is impossible.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    departures: Literal["observed"] = "observed"
    seed: int = Field(default=1, ge=0, lt=2**63)
    population: PopulationSpec = Field(default_factory=PopulationSpec)
    clustering: Literal["low", "central", "high"] = "central"
    family_unit_definition: Literal["units", "alone"] = "units"
    placement_seeds: int = Field(default=5, ge=1, le=50)
    first_year: int = Field(default=FIRST_ARRIVALS, ge=FIRST_ARRIVALS, le=LAST_ARRIVALS)
    last_year: int = Field(default=LAST_ARRIVALS, ge=FIRST_ARRIVALS, le=LAST_ARRIVALS)

    def __init__(self, **given: Any) -> None:
        try:
            super().__init__(**given)
        except ValidationError as error:
            raise InputError(explain(error, type(self))) from None

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

    @model_validator(mode="after")
    def _years_in_order(self) -> Scenario:
        if self.first_year > self.last_year:
            raise ValueError(
                f"first_year is {self.first_year}, after last_year {self.last_year}; expected the earlier first."
            )
        return self
