"""What determines a synthetic country: its assumptions, seed and scale."""

from __future__ import annotations

import math
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

MODEL = "8"
"""Version of the builder (``population.build``): countries built by another one are outdated."""


class PopulationSpec(BaseModel):
    """Everything that a built country depends on. Two equal specs give the same country, bit for bit.

    scale: synthetic persons per real person, 0.0005 to 1. rates: the UN revision of the vital rates since 1950.
    pre1950: mortality assumed before 1950. famine: the course of mortality in the 1990s. fertility_spread: variance
    of a woman's personal factor of fertility (mean 1). kin_dispersion: share of couples who settle outside the
    husband's home county beyond what the census shares require. marriage_bar: unions at or below this degree of
    kinship (chon) do not happen.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    scale: float = Field(default=0.1)
    seed: int = Field(default=1, ge=0, lt=2**63)
    rates: Literal["wpp2024", "wpp2019"] = "wpp2024"
    pre1950: Literal["low_life_expectancy", "as_1955"] = "low_life_expectancy"
    famine: Literal["wpp2024", "wpp2019", "statkorea"] = "wpp2024"
    fertility_spread: float = Field(default=0.15, ge=0, le=1)
    nuptiality: Literal["census", "early", "late"] = "census"
    kin_dispersion: float = Field(default=0.15, ge=0, le=0.9)
    marriage_bar: Literal[4, 8] = 4

    @field_validator("scale")
    @classmethod
    def _scale_is_possible(cls, value: float) -> float:
        if not (math.isfinite(value) and 0.0005 <= value <= 1):
            raise ValueError("scale must lie between 0.0005 and 1 (1 is the real size, about 25 million living).")
        return value
