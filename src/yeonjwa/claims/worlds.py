"""The worlds that the experiments set side by side. Each is a scenario; all claims share the same runs.

Two worlds that are compared differ in what their names say and share their luck. Strengths of practices are never
searched: each stands at its usual value, or at an end of its stated range.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from yeonjwa.catalogue.figures import figure, figures
from yeonjwa.scenario import Scenario

OBSERVED, REPORTED, NONE, HARSHER = "observed", "reported", "none", "harsher"
LENIENT, HARSH = "lenient", "harsh"
STEP_FROM = "2012-01"
"""Month of the step in border control; until then there is none in these worlds."""
DESIGN = ("kin_fear_effect", "grievance_effect", "fading_grievance")
"""Assumptions on which the effect of punishment turns: each at both ends, and all together at the ends that favour fear, and anger."""


@dataclass(frozen=True)
class World:
    """Keys of a scenario beside those of all; ``all_seeds``: run with every seed and not with the first only."""

    keys: Mapping[str, Any] = field(default_factory=dict)
    all_seeds: bool = False


def low(*names: str) -> dict[str, float]:
    """Figures at the low end of their range."""
    return {name: _end(name, "low") for name in names}


def high(*names: str) -> dict[str, float]:
    """Figures at the high end of their range."""
    return {name: _end(name, "high") for name in names}


def _end(name: str, which: str) -> float:
    value = getattr(figure(name), which)
    assert value is not None, name
    return float(value)


def points() -> dict[str, dict[str, float]]:
    """The fixed design of the assumptions on fear and anger, by name; the usual values stand for the remaining point."""
    found = {f"{name}-{end}": ends(name) for name in DESIGN for end, ends in (("low", low), ("high", high))}
    fear, anger, fading = DESIGN
    found["fear-prevails"] = {**high(fear), **low(anger), **high(fading)}
    found["anger-prevails"] = {**low(fear), **high(anger), **low(fading)}
    return found


def arrears() -> tuple[str, ...]:
    """Figures of the arrears in the pay of guards, by year."""
    return tuple(key for key in figures() if key.startswith("pay_arrears_"))


TIED = ("three_generations", "labour_training", "demotion", "loss_of_party_membership", "loss_of_post", "raids")
"""Practices tied to a departure; in the harsher world each stands at the highest chance stated."""


def worlds() -> dict[str, World]:
    """Every world by name."""
    found = {
        OBSERVED: World({"departures": "observed"}),
        REPORTED: World(all_seeds=True),
        NONE: World({"history": "no-kin-consequence"}, all_seeds=True),
        HARSHER: World({"figures": high(*(f"{name}_chance" for name in TIED))}),
        LENIENT: World({"history": "report-dailynk-2015-07-03"}),
        HARSH: World({"history": "report-rfa-2015-03-23"}),
    }
    for name, values in points().items():
        found[f"{REPORTED}-{name}"] = World({"figures": values})
        found[f"{NONE}-{name}"] = World({"history": "no-kin-consequence", "figures": values})
    for name in ("kin_fear_effect-low", "grievance_effect-high"):
        found[f"{LENIENT}-{name}"] = World({**found[LENIENT].keys, "figures": points()[name]})
        found[f"{HARSH}-{name}"] = World({**found[HARSH].keys, "figures": points()[name]})
    found |= {name: World({"without": (practice,)}) for name, practice in WITHOUT.items()}
    found |= {name: World({"figures": values}) for name, values in _figures_only().items()}
    before = {"off": (("border_control", "1993-01", "2011-12"),)}
    found["step"] = World(before)
    for name, ends in (("low", low), ("high", high)):
        found[f"step-wear_half_life-{name}"] = World({**before, "figures": ends("wear_half_life")})
    phones = low("phone_reach_border", "phone_reach_elsewhere")
    found["few-phones-without-cover_up"] = World({"without": ("cover_up",), "figures": phones})
    return found


WITHOUT = {
    f"without-{name}": name
    for name in ("border_control", "points", "cover_up", "informer_bounty", "consolation", "forced_calls")
}
"""Worlds in which one practice is off."""


def _figures_only() -> dict[str, dict[str, float]]:
    """Worlds that differ from the reported one in figures only."""
    seen = high("consolation_visibility")
    return {
        # Nothing is worth sending: the most that is paid lies below the least worth sending.
        "nobody-pays": {**low("support_budget_usd"), **high("support_least_usd")},
        "bluff_below-low": low("bluff_below"),
        "points_tournament-high": high("points_tournament"),
        "temporary_absence-low": low("temporary_absence"),
        "temporary_absence-high": high("temporary_absence"),
        "join_fear_effect-low": low("join_fear_effect"),
        "join_fear_effect-high": high("join_fear_effect"),
        "few-phones": low("phone_reach_border", "phone_reach_elsewhere"),
        "false_reports_bounty-high": high("false_reports_bounty"),
        "arrears-low": low(*arrears()),
        "arrears-high": high(*arrears()),
        "arrears-low-price_arrears-low": {**low(*arrears()), **low("price_arrears")},
        "arrears-high-price_arrears-low": {**high(*arrears()), **low("price_arrears")},
        "grievance_of_gift-high": {**low("consolation_visibility"), **high("grievance_of_gift")},
        "gifts-hidden": low("consolation_visibility"),
        "gifts-seen": seen,
        "gifts-seen-as-leniency": {**seen, **high("consolation_leniency")},
        "purge_effect-low": low("purge_effect"),
        "purge_effect-high": high("purge_effect"),
    }


def scenarios(names: Iterable[str], scale: float, seed: int) -> dict[str, Scenario]:
    """The scenarios of some worlds at a scale; all share one country, built with ``seed``."""
    known = worlds()
    base: dict[str, Any] = {"departures": "simulated", "seed": seed, "population": {"scale": scale, "seed": seed}}
    return {name: Scenario(**{**base, **known[name].keys}) for name in dict.fromkeys(names)}


__all__ = [
    "DESIGN", "HARSH", "HARSHER", "LENIENT", "NONE", "OBSERVED", "REPORTED", "STEP_FROM", "World", "points", "scenarios", "worlds",
]  # fmt: skip
