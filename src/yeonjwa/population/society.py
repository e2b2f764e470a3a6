"""Society on top of the genealogy: service, posts and the Party, computed once from finished columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.catalogue import figure
from yeonjwa.months import month_of
from yeonjwa.population import conscripts, party, posts
from yeonjwa.population.country import FEMALE, MALE
from yeonjwa.population.residents import END
from yeonjwa.population.spec import PopulationSpec

SOCIETY_COLUMNS: dict[str, str] = {
    **conscripts.CONSCRIPT_COLUMNS,
    **posts.VACANCY_COLUMNS,
    **posts.POST_COLUMNS,
    **party.PARTY_COLUMNS,
}
"""Columns that ``society`` adds to those of the genealogy, with their types."""

Progress = Callable[[str, float, int], None]
"""Called with the name of a stage, the share of the whole build done, and the number of people."""

BEGINS = 0.85  # share of a build that is done before society


def society(
    columns: Mapping[str, NDArray[Any]], spec: PopulationSpec, progress: Progress | None = None
) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Society columns of a country whose genealogy is finished, and facts about them for its manifest.

    Parameters
    ----------
    columns : all PERSON_COLUMNS and UNION_COLUMNS
    spec : PopulationSpec
        Seed and scale are used.
    progress : callable, optional
        Called as ``progress(stage, share, people)``, with the share of the whole build.

    Returns
    -------
    columns : dict
        SOCIETY_COLUMNS only.
    facts : dict
        Raw counts beside what they should be; JSON types.
    """

    def tell(stage: str, done: float) -> None:
        if progress is not None:
            progress(stage, BEGINS + (1 - BEGINS) * done, columns["mother"].size)

    tell("conscripts", 0.0)
    found = conscripts.conscripts(columns, spec)
    tell("posts", 0.1)
    found |= posts.vacancies(columns, spec, found)
    spells = posts.fill_vacancies({**columns, **found})
    found |= posts.spells_by_person(spells)
    tell("party", 0.85)
    found |= party.party({**columns, **found}, spec)
    assert set(found) == set(SOCIETY_COLUMNS), "society made other columns than it declares"
    for name, dtype in SOCIETY_COLUMNS.items():
        assert found[name].dtype == dtype, f"column {name} is {found[name].dtype}, declared {dtype}"
    return found, _facts({**columns, **found}, spec, spells)


def _facts(columns: Mapping[str, NDArray[Any]], spec: PopulationSpec, spells: posts.PostSpells) -> dict[str, Any]:
    month = conscripts.CENSUS_MONTH
    serving = (columns["conscript_start"] <= month) & (columns["conscript_end"] > month)
    sex = columns["sex"][columns["conscript_person"][serving]]
    members = party.members_at(columns, party.COUNT_MONTH)
    held = posts.holders_by_post(columns, month_of(2010))
    later = columns["vacancy_month"] > columns["vacancy_month"].min(initial=END)
    return {
        "conscripts_2008": {
            "men": int(np.count_nonzero(sex == MALE)),
            "women": int(np.count_nonzero(sex == FEMALE)),
            "census_men": round(conscripts.scaled_census(columns, figure("conscript_men_2008").value), 1),
            "census_women": round(conscripts.scaled_census(columns, figure("conscript_women_2008").value), 1),
        },
        "party_members_2021": {
            "members": int(members.size),
            "women": int(np.count_nonzero(columns["sex"][members] == FEMALE)),
            "wanted": round(figure("party_members_2021").value * spec.scale, 1),
        },
        "post_holders_2010": {
            name: {"holders": held[name], "wanted": round(posts.post_size(name, 2010) * spec.scale, 1)}
            for name in posts.WITH_VACANCIES
        },
        "vacancies": {
            "all": int(columns["vacancy_post"].size),
            "empty": int(spells.empty.size),
            "short_lists": int(np.count_nonzero(columns["vacancy_reserve"][later, -1] < 0)),
        },
    }
