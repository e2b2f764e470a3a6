"""Whose families live abroad with them: the same draws by which the country places households, so that both agree."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.catalogue import figure
from yeonjwa.draws import stream, uniforms
from yeonjwa.population.posts import CODE
from yeonjwa.system.state import State

SHARE = {
    CODE["official_abroad"]: "abroad_with_family_official", CODE["trader_abroad"]: "abroad_with_family_trader",
    CODE["worker_abroad"]: "abroad_with_family_worker",
}  # fmt: skip
"""Figures of the population, not of a run: they are the country's and cannot be overridden."""


def has_family_abroad(state: State, posted: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether the spouse of each person posted abroad lives there too."""
    share = np.zeros(posted.shape)
    for code, key in SHARE.items():
        share[state.post_now[posted] == code] = figure(key).value
    draw = uniforms(stream(state.country.spec.seed, "family lives abroad"), posted)
    return np.asarray(draw < share)


def child_goes_along(state: State, children: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether each child lives abroad if both its parents do (where no rule keeps it home)."""
    draw = uniforms(stream(state.country.spec.seed, "child lives abroad"), children)
    return np.asarray(draw < figure("abroad_children_along").value)


def lives_abroad_too(
    state: State, posted: NDArray[Any], who: NDArray[Any], is_child: NDArray[Any]
) -> NDArray[np.bool_]:
    """Whether spouse or child ``who`` of each person posted lives there with them."""
    return np.asarray(has_family_abroad(state, posted) & (~is_child | child_goes_along(state, who)))


__all__ = ["child_goes_along", "has_family_abroad", "lives_abroad_too"]
