"""What practices have in common: whom a case reaches, the chance of being struck, and what striking does to beliefs."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.kinship.rules import KinRule
from yeonjwa.practices import case_kinds, far_kin
from yeonjwa.practices.striking import after_departure, struck_among, within
from yeonjwa.system.arrays import first_of_each
from yeonjwa.system.kin import KinList, joined
from yeonjwa.system.known import FILED_CHON, Cases
from yeonjwa.system.ledger import kin_band
from yeonjwa.system.run import System
from yeonjwa.system.state import FIRST

_NO_ID, _NO_DEGREE = np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int8)
_ROW = (1 << 24) - 1
NOBODY = KinList(_NO_ID, _NO_ID, _NO_DEGREE, _NO_DEGREE, _NO_DEGREE, np.empty(0, dtype=bool))
"""No relatives at all."""


def levels(system: System, practice: str, where: Any, who: Any, series: str = "actual") -> NDArray[np.float64]:
    """Level (0 to 1) of a practice this month for each stratum: ``where`` (position in WHERE), ``who`` (0, 1)."""
    table = system.state.schedule.table(practice, series)[system.state.month - FIRST]
    return np.asarray(
        table.take(np.multiply(where, 2) + who)
    )  # as table[where, who], which takes several times as long


def highest_level(system: System, practice: str) -> float:
    """The highest level of any stratum this month."""
    return float(system.state.schedule.table(practice, "actual")[system.state.month - FIRST].max())


def is_off(system: System, practice: str) -> bool:
    """Whether a practice is off for everybody this month."""
    return not system.state.schedule.table(practice, "actual")[system.state.month - FIRST].any()


def under(system: System, cases: Cases, rule: str) -> KinList:
    """Relatives of the cases under a kin rule (as in ``kinship.rules``), wherever they are."""
    wanted = KinRule.parse(rule)
    kin = _known_to(system, cases, wanted)
    return kin.where(np.flatnonzero(within(kin, wanted)))


def _known_to(system: System, cases: Cases, rule: KinRule) -> KinList:
    """Relatives among whom all of the rule are: those whom the cases were made with, unless the rule reaches others."""
    if rule.limit <= FILED_CHON and not (rule.agnatic or rule.affines):
        return cases.close
    return system.state.kin(cases.person, rule)


def _looked_for(system: System, cases: Cases, rule: KinRule, practice: str) -> list[KinList]:
    """Lists of relatives among whom all of the rule are whom the ``practice`` strikes."""
    is_other = rule.limit <= FILED_CHON or rule.limit > far_kin.DEEPEST_CHON or rule.agnatic or rule.affines
    if cases.far is None or is_other or practice not in far_kin.PRACTICES:
        return [_known_to(system, cases, rule)]
    return [cases.close, cases.far()]


def drawn(system: System, practice: str, cases: Cases, rule: str) -> KinList:
    """Relatives under a kin rule whom ``practice`` would strike and who are at home, not struck harder this month.

    chance = level * <practice>_chance * exp(-<practice>_per_chon * chon), less by kind of case (``case_kinds``), higher for
    families with several known leavers, at most 1. Drawn for all, and looked up only for those whom the draw hits: looking up costs more.
    """
    state, f = system.state, system.state.figure
    if not len(cases) or is_off(system, practice):
        return NOBODY
    wanted = KinRule.parse(rule)
    share, factor = treatment(system, cases)
    strength = levels(system, practice, cases.where, cases.who) * share * f(f"{practice}_chance")
    hit = []
    for kin in _looked_for(system, cases, wanted, practice):
        rows = struck_among(
            state.luck, after_departure(practice), state.month, kin, wanted, cases.person, strength, f(f"{practice}_per_chon"),
            factor,
        )  # fmt: skip
        hit.append(kin.where(rows))
    together = joined(hit)
    return together.where(state.at_home(together.id)) if len(together) else NOBODY


def treatment(system: System, cases: Cases) -> list[NDArray[np.float64]]:
    """Share of the full treatment of each case (see ``case_kinds``), and by how much several known leavers raise the chances."""
    if not cases.treatment:
        state = system.state
        several = np.where(state.files.left[cases.file] >= 2, state.figure("several_leavers_factor"), 1.0)
        cases.treatment.extend((case_kinds.of_cases(state, cases.leaver), several))
    return cases.treatment


def struck(system: System, practice: str, cases: Cases, rule: str) -> KinList:
    """Those of the relatives under a kin rule whom ``practice`` strikes, each once (see ``drawn``)."""
    return one_each(drawn(system, practice, cases, rule))


def one_each(kin: KinList) -> KinList:
    """Each person once, for the nearest leaver."""
    if len(kin) < 2:
        return kin
    # By id, degree and row (rows are in order of the leavers), in one number each.
    ordered = np.sort((kin.id.astype(np.int64) << 32) | (kin.chon.astype(np.int64) << 24) | np.arange(len(kin)))
    return kin.where(ordered[first_of_each(ordered >> 32)] & _ROW)


def note(
    system: System, practice: str, cases: Cases, kin: KinList, loss: float, visibility: float, place: Any = None
) -> None:
    """Note the harm to ``kin``, what it does to them and theirs, and what neighbours see of it.

    loss : of the one who is struck, 1 = five years of prison; visibility : share of it that neighbours learn of; place : where
    each is struck, uint8 (at home, if not given).
    """
    from yeonjwa.beliefs import grievance

    if not len(kin):
        return
    state = system.state
    where, who = cases.where[kin.position], cases.who[kin.position]
    state.harm(practice, kin.id, kin_band(kin.chon), where=where, who=who)
    grievance.strike(system, kin.id, kin.chon, loss)
    place = state.place_of(kin.id) if place is None else place
    state.totals.setdefault("seen", []).append((practice, place, who, loss, visibility, "punishment"))


__all__ = ["drawn", "highest_level", "is_off", "levels", "note", "one_each", "struck", "treatment", "under"]
