"""Harm of a simulated run: people and person-months by practice with degree of kinship, stratum, sex and age, by period, and by year.

Nothing finer leaves the program. What happens at the border and in China is not split by stratum at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from yeonjwa.outcome import ALL, Table
from yeonjwa.system.ledger import FIRST_YEAR, KIN_BANDS, PERIODS, Ledger
from yeonjwa.system.register import WHERE
from yeonjwa.system.state import State
from yeonjwa.system.table_columns import JUDGED, column, counted, dimensions, estimated, judged, table_of

ANY = "any_practice"
RELATIVES: tuple[str, ...] = (
    "three_generations", "deaths_in_camps", "exile", "labour_training", "raids", "demotion", "loss_of_post", "loss_of_party_membership",
    "watching", "lure_visits", "forced_calls", "private_persuasion", "phone_interception", "vetting",
    "re_vetting", "recall_abroad", "children_kept_home", "media_narrative", "showpiece_families",
)  # fmt: skip
"""Practices, and what follows from them, that fall on people because of a relative."""
AT_THE_BORDER: tuple[str, ...] = (
    "shooting_on_sight", "border_control", "informer_bounty", "detention", "deaths_in_detention", "detention_in_china", "china_rewards",
    "agents_posing_as_helpers", "guard_bribes",
)  # fmt: skip
"""What befalls those who leave, and guards: counted for the nation only, never by stratum."""
OTHERS: tuple[str, ...] = ("unit_leader_liability",)
DREAD = "dread"
HARMS: tuple[str, ...] = (ANY, *RELATIVES, *AT_THE_BORDER, *OTHERS, DREAD)
TO_SIBLINGS, TO_COUSINS, TO_THE_END = KIN_BANDS[1:3], KIN_BANDS[1:4], KIN_BANDS[1:5]
BANDS_OF: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("three_generations", "deaths_in_camps", "labour_training", "raids", "loss_of_party_membership", "recall_abroad"), TO_SIBLINGS
    ),
    **dict.fromkeys(("demotion", "loss_of_post"), TO_COUSINS),
    **dict.fromkeys(("vetting", "re_vetting"), ("self", *TO_THE_END)),
    **dict.fromkeys(("exile", "children_kept_home"), ("0-1",)),
    **dict.fromkeys(
        ("shooting_on_sight", "border_control", "detention_in_china", "china_rewards", "agents_posing_as_helpers"), ("self",)
    ),
    **dict.fromkeys(("guard_bribes", "unit_leader_liability"), ("not_kin",)),
    "informer_bounty": ("self", "not_kin"),
}  # fmt: skip
"""Bands that the rule of a practice can reach, where it cannot reach all: the others have no row, whatever happens in a run."""
STAYS: frozenset[str] = frozenset({
    "three_generations", "exile", "labour_training", "watching", "detention", "detention_in_china", "children_kept_home", DREAD,
})  # fmt: skip
"""What lasts, and is counted in person-months too."""
SEXES, UNDER_18 = ("female", "male"), "under 18"
STRATA: tuple[str, ...] = tuple(f"{where}, {who}" for where in WHERE for who in ("ordinary", "cadre"))

_NUMBERS = (*counted("people"), column("person_months", "estimate", "real person-months", of="synthetic"), *JUDGED)


def harm_tables(state: State, first_year: int, last_year: int) -> dict[str, Table]:
    """``harm_by_kin``, ``harm_by_stratum``, ``harm_by_sex_and_age`` and ``harm_by_year``."""
    ledger = state.ledger
    shown = [k for k, (first, last) in enumerate(PERIODS) if k > 0 and first <= last_year and last >= first_year]
    kin, strata, sexes = [], [], []
    for name in HARMS:
        bands = {*BANDS_OF.get(name, KIN_BANDS), *stray_bands(ledger, name)}
        for k in shown:
            period = "{}-{}".format(*PERIODS[k])
            about = {"practice": name, "period": period}
            people, months = ledger.people[name], ledger.months[name]
            for row in _with_total(KIN_BANDS, people["kin"][k], months["kin"][k]):
                if row[0] not in (*bands, ALL):
                    continue
                kin.append({**about, "kin": row[0], **_row(name, ledger, *row[1:])})
            if name not in AT_THE_BORDER:
                for row in _with_total(STRATA, people["stratum"][k], months["stratum"][k]):
                    strata.append({**about, "stratum": row[0], **_row(name, ledger, *row[1:])})
            of, over = people["sex_age"][k].reshape(2, 2), months["sex_age"][k].reshape(2, 2)
            for age, part in ((ALL, slice(0, 2)), (UNDER_18, slice(1, 2))):
                for row in _with_total(SEXES, of[:, part].sum(axis=1), over[:, part].sum(axis=1)):
                    sexes.append({**about, "sex": row[0], "age": age, **_row(name, ledger, *row[1:])})
    years = [
        {
            "practice": name,
            "year": year,
            **estimated(ledger.people_of_year[name][year - FIRST_YEAR], ledger.scale),
            **_judged(name),
        }
        for name in HARMS
        for year in range(first_year, last_year + 1)
    ]
    return {
        "harm_by_kin": table_of("harm_by_kin", (*dimensions("practice", "period", "kin"), *_NUMBERS), kin, sums=("kin",)),
        "harm_by_stratum": table_of(
            "harm_by_stratum", (*dimensions("practice", "period", "stratum"), *_NUMBERS), strata, sums=("stratum",)
        ),
        "harm_by_sex_and_age": table_of(
            "harm_by_sex_and_age", (*dimensions("practice", "period", "sex", "age"), *_NUMBERS), sexes, sums=("sex",)
        ),
        "harm_by_year": table_of("harm_by_year", (*dimensions("practice", "year"), *counted("people"), *JUDGED), years),
    }  # fmt: skip


def stray_bands(ledger: Ledger, practice: str) -> tuple[str, ...]:
    """Bands in which a practice struck although its rule cannot reach them (none, unless a rule was changed and ``BANDS_OF`` was not)."""
    counts = ledger.people[practice]["kin"].sum(axis=0)
    return tuple(b for b, n in zip(KIN_BANDS, counts, strict=True) if n and b not in BANDS_OF.get(practice, KIN_BANDS))


def _with_total(names: tuple[str, ...], people: Any, months: Any) -> Iterator[tuple[str, int, float]]:
    yield from ((name, int(n), float(m)) for name, n, m in zip(names, people, months, strict=True))
    yield ALL, int(people.sum()), float(months.sum())


def _row(name: str, ledger: Ledger, people: int, months: float) -> dict[str, Any]:
    """Person-months are empty where a practice is an event, whatever the counts, so that an empty cell tells nothing."""
    over = months / ledger.scale if name in STAYS else float("nan")
    return {**estimated(people, ledger.scale), "person_months": over, **_judged(name)}


def _judged(name: str) -> dict[str, Any]:
    return judged("dread" if name == DREAD else "border" if name in AT_THE_BORDER else "harm")


__all__ = [
    "ANY",
    "AT_THE_BORDER",
    "DREAD",
    "HARMS",
    "OTHERS",
    "RELATIVES",
    "STAYS",
    "STRATA",
    "harm_tables",
    "stray_bands",
]
