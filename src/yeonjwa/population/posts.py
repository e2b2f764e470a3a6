"""Posts: their sizes, their vacancies, the reserve list of each vacancy, and who holds them.

A post is a number of seats. Each seat falls vacant at dates drawn beforehand, for a tenure drawn beforehand, in a
county drawn beforehand, and each vacancy has its own list of 8 reserves (3 for the posts held in January 1990), drawn by rejection from the residents of
the right age and sex. Nobody stands on two lists in one month. All of it depends on the seed and the genealogy only:
a rule that bars some people changes who of a list takes the post, never the lists, so that it touches nobody
without a barred person on one of their lists. The first unbarred who is there and free takes the post; otherwise
it stays empty for the tenure, and is counted. A holder who dies leaves the seat empty until its next vacancy.

Leaders of people's units are chosen within each unit (``people_units``) and conscripts by age (``conscripts``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.catalogue import figure, figures
from yeonjwa.draws import stream, uniforms
from yeonjwa.errors import InputError, did_you_mean
from yeonjwa.messages import text
from yeonjwa.population.country import Country
from yeonjwa.population.places import CAPITAL, PROVINCES, counties
from yeonjwa.population.post_kernels import LIST_LENGTH, reserve_lists, seat_terms, take
from yeonjwa.population.residents import CAMPS, END, START, residents
from yeonjwa.population.spec import PopulationSpec
from yeonjwa.population.spells import frozen

POST_NAMES: tuple[str, ...] = (
    "administrator", "official", "security_agent", "police", "elite_cadre",
    "official_abroad", "trader_abroad", "worker_abroad", "border_guard", "unit_leader",
)  # fmt: skip
"""Names by code - 1: never reorder. Code 0 is no post. unit_leader is never stored; see ``people_units``."""

CODE: dict[str, int] = {name: code for code, name in enumerate(POST_NAMES, start=1)}
WITH_VACANCIES = POST_NAMES[:-1]
ABROAD = tuple(CODE[name] for name in ("official_abroad", "trader_abroad", "worker_abroad"))
IN_PARTY = tuple(
    CODE[name] for name in ("official", "security_agent", "elite_cadre", "official_abroad", "trader_abroad")
)
"""Posts whose holders are Party members at the latest on taking them (assumed)."""

NO_PLACE = 65535
FIRST_LIST_LENGTH = 3
"""Lists of January 1990 are for those in post already, who were chosen earlier; nobody else competes for them."""

VACANCY_COLUMNS: dict[str, str] = {
    "vacancy_post": "uint8",  # code of the post
    "vacancy_place": "uint16",  # county of the seat and of those on its list; NO_PLACE for conscripts' posts
    "vacancy_month": "int16",  # sorted
    "vacancy_tenure": "int16",  # months
    "vacancy_reserve": "int32",  # [v, 8] person ids in order, -1 where too few were found
}
POST_COLUMNS: dict[str, str] = {
    "post_person": "int32",  # sorted; holders when nobody is barred
    "post_code": "uint8",
    "post_start": "int16",
    "post_end": "int16",  # month after the last
}


def post_name(code: int) -> str:
    """The name of a post in the language in use; code 0 is no post."""
    name = POST_NAMES[code - 1] if code else "none"
    return text(f"society.post.{name}")


@dataclass(frozen=True)
class Vetting:
    """How far relatives are checked for a post: depths in chon by side, and whether their spouses count."""

    father_chon: int
    mother_chon: int
    affines: bool


def vetting(post: str) -> Vetting:
    """The recorded depth of vetting for a post of POST_NAMES (figures ``vetting_<post>_...``)."""
    if post not in CODE:
        raise InputError(f"post '{post}' is not known. {did_you_mean(post, POST_NAMES)}")
    father, mother, affines = (figure(f"vetting_{post}_{part}").value for part in ("father", "mother", "affines"))
    return Vetting(int(father), int(mother), bool(affines))


def post_size(post: str, year: float) -> float:
    """Real holders of a post in a year: its dated figures ``post_<post>_size_<year>``, straight lines between them."""
    stem = f"post_{post}_size_"
    points = sorted((int(key.removeprefix(stem)), f.value) for key, f in figures().items() if key.startswith(stem))
    if not points:
        raise InputError(f"post '{post}' has no size. {did_you_mean(post, WITH_VACANCIES)}")
    years, sizes = np.array(points, dtype=np.float64).T
    return float(np.interp(year, years, sizes))


@dataclass(frozen=True)
class PostSpells:
    """Who held what: arrays of one length, in the order of the vacancies taken. empty: vacancies nobody took."""

    person: NDArray[np.int32]
    code: NDArray[np.uint8]
    start: NDArray[np.int16]
    end: NDArray[np.int16]
    vacancy: NDArray[np.int64]
    empty: NDArray[np.int64]


def _values(part: str, default: float = 0.0) -> NDArray[np.float64]:
    """One figure of every post with vacancies, row 0 (no post) being 0."""
    known = figures()
    keys = [f"post_{name}_{part}" for name in WITH_VACANCIES]
    return np.array([0.0] + [known[key].value if key in known else default for key in keys])


def _seats(spec: PopulationSpec) -> NDArray[np.int32]:
    """int32[posts + 1, months]: seats by post code and month from START, at the country's scale."""
    years = START / 12 + 1800 + np.arange(END - START) / 12
    allowance = figure("post_seat_allowance").value
    rounding = uniforms(stream(spec.seed, "rounding of seats"), np.arange(len(WITH_VACANCIES) + 1))
    seats = np.zeros((len(WITH_VACANCIES) + 1, END - START), dtype=np.int32)
    for code, name in enumerate(WITH_VACANCIES, start=1):
        size = np.array([post_size(name, year) for year in years])
        seats[code] = np.floor(size * allowance * spec.scale + rounding[code])
    return seats


def _seat_counties(spec: PopulationSpec, post: NDArray[np.uint8], number: NDArray[np.int32]) -> NDArray[np.int64]:
    """County of each seat: the capital's share by post, and within and outside it in proportion to the census."""
    where = counties()
    in_capital = where.province == CAPITAL
    draws = uniforms(stream(spec.seed, "county of a seat"), number, post)
    share = _values("share_capital")
    county = np.full(post.size, CAMPS, dtype=np.int64)  # border guards are conscripts
    for name in WITH_VACANCIES:
        code = CODE[name]
        if name == "border_guard":
            continue
        weight = np.where(in_capital, where.population, 0) / where.population[in_capital].sum() * share[code]
        weight = weight + np.where(in_capital, 0, where.population) / where.population[~in_capital].sum() * (
            1 - share[code]
        )
        bounds = np.cumsum(weight)
        rows = post == code
        county[rows] = np.searchsorted(bounds / bounds[-1], draws[rows], side="right")
    return county


def vacancies(
    columns: Mapping[str, NDArray[Any]], spec: PopulationSpec, served: Mapping[str, NDArray[Any]]
) -> dict[str, NDArray[Any]]:
    """All vacancies 1990-2025 with their reserve lists (VACANCY_COLUMNS), sorted by month.

    Parameters
    ----------
    columns : the genealogy's columns
    served : the columns of ``conscripts.conscripts``; who serves stands on no list but the border guard's
    """
    import numba

    seats = _seats(spec)
    most = seats.max(axis=1)
    post = np.repeat(np.arange(most.size, dtype=np.uint8), most)
    number = np.concatenate([np.arange(n, dtype=np.int32) for n in most])
    county = _seat_counties(spec, post, number)
    tenure, spread = 12 * _values("tenure"), figure("post_tenure_spread").value
    shortest, longest = (np.rint(tenure * factor).astype(np.int64) for factor in (1 - spread, 1 + spread))
    key = stream(spec.seed, "tenures of a seat")
    terms = np.empty((0, 3), dtype=np.int32)
    terms = np.empty((seat_terms(key, False, post, number, seats, shortest, longest, terms), 3), dtype=np.int32)
    seat_terms(key, True, post, number, seats, shortest, longest, terms)

    # A task is a month and a province; the camps are one more province.
    provinces = np.append(counties().province, len(PROVINCES))
    groups = len(PROVINCES) + 1
    task_of = terms[:, 1].astype(np.int64) * groups + provinces[county[terms[:, 0]]]
    by_task = np.argsort(task_of, kind="stable")
    terms, task_of = terms[by_task], task_of[by_task]
    tasks = (END - START) * groups
    task = np.searchsorted(task_of, np.arange(tasks + 1))
    # Speed only: each thread has its share of the months and goes through them province by province, whose residents
    # then stay in the cache; the large tasks of the first month are dealt out by province.
    threads = numba.get_num_threads()
    months, group = np.divmod(np.arange(tasks), groups)
    order = np.lexsort((months, group, np.where(months == 0, group, months) % threads))

    seat, month, length = (np.ascontiguousarray(terms[:, k]) for k in range(3))
    people = residents(columns, served)
    by_province = np.argsort(provinces, kind="stable")
    code = post[seat]
    is_first = month == 0
    # A soldier's post ends with the service. Who held a post in the first month took it earlier, up to a tenure ago.
    until = np.where(code == CODE["border_guard"], np.minimum(month + length, END - START), month + 1).astype(np.int64)
    oldest = np.rint(12 * (_values("age_max")[code] + 1) + np.where(is_first, tenure[code], 0)).astype(np.int64)
    youngest = np.rint(12 * _values("age_min")[code]).astype(np.int64)
    reserve = np.full((seat.size, LIST_LENGTH), -1, dtype=np.int32)
    reserve_lists(
        stream(spec.seed, "reserve list"), threads, task, order, code, number[seat], county[seat], month, until,
        np.where(is_first, FIRST_LIST_LENGTH, LIST_LENGTH),
        month + START - oldest + 1 - people.first_birth, month + START - youngest + 1 - people.first_birth,
        _values("share_women"), np.column_stack([np.ones(most.size), _values("chance_wavering"), _values("chance_hostile")]),
        np.searchsorted(provinces[by_province], np.arange(groups + 1)), by_province, provinces,
        people.entries, people.offset, columns["mother"].size, reserve,
    )  # fmt: skip
    return {
        "vacancy_post": code,
        "vacancy_place": np.where(county[seat] == CAMPS, NO_PLACE, county[seat]).astype(np.uint16),
        "vacancy_month": (month + START).astype(np.int16),
        "vacancy_tenure": length.astype(np.int16),
        "vacancy_reserve": reserve,
    }


def fill_vacancies(
    columns: Mapping[str, NDArray[Any]],
    barred: NDArray[np.bool_] | None = None,
    gone_from: NDArray[np.int16] | None = None,
) -> PostSpells:
    """``holders`` on bare columns, for use while a country is built."""
    persons, reserve = columns["mother"].size, columns["vacancy_reserve"]
    if barred is None:
        barred = np.zeros((0, 0), dtype=bool)
    elif barred.shape == (persons,):
        barred = barred[reserve]
    elif barred.shape != reserve.shape:
        raise InputError(f"barred has the shape {barred.shape}; expected ({persons},) or {reserve.shape}.")
    gone = columns["death_month"]
    if gone_from is not None:
        if gone_from.shape != (persons,):
            raise InputError(f"gone_from has the shape {gone_from.shape}; expected ({persons},).")
        gone = np.minimum(gone, gone_from).astype(np.int16)
    month = columns["vacancy_month"]
    holder, end = np.empty(month.size, np.int32), np.empty(month.size, np.int16)
    take(frozen(month), frozen(columns["vacancy_tenure"]), frozen(reserve), frozen(barred), frozen(gone), holder, end)
    taken = np.flatnonzero(holder >= 0)
    return PostSpells(
        person=holder[taken], code=columns["vacancy_post"][taken], start=month[taken], end=end[taken],
        vacancy=taken, empty=np.flatnonzero(holder < 0),
    )  # fmt: skip


def holders(
    country: Country, barred: NDArray[np.bool_] | None = None, gone_from: NDArray[np.int16] | None = None
) -> PostSpells:
    """Who holds which post when, 1990-2025, under given bars. Pure: the same arguments give the same spells.

    Parameters
    ----------
    country : Country
    barred : bool[persons_ever] or bool[v, 8], optional
        Who may take no post at all, or who may not take which vacancy of whose list they stand on (that form can
        depend on post and month). Nobody, if not given.
    gone_from : int16[persons_ever], optional
        Month from which a person is not there (has left, is detained) and neither takes nor keeps a post.
    """
    return fill_vacancies(country.columns, barred, gone_from)


def spells_by_person(spells: PostSpells) -> dict[str, NDArray[Any]]:
    """The spells as POST_COLUMNS, sorted by person and start."""
    order = np.argsort(spells.person.astype(np.int64) * 2**16 + spells.start, kind="stable")
    return {
        "post_person": spells.person[order],
        "post_code": spells.code[order],
        "post_start": spells.start[order],
        "post_end": spells.end[order],
    }


def holders_by_post(columns: Mapping[str, NDArray[Any]], month: int) -> dict[str, int]:
    """Raw number of holders of each post with vacancies at the start of ``month``."""
    held = (columns["post_start"] <= month) & (columns["post_end"] > month)
    counts = np.bincount(columns["post_code"][held], minlength=len(POST_NAMES) + 1)
    return {name: int(counts[CODE[name]]) for name in WITH_VACANCIES}
