"""A family that fits on a page, and a run of it in which the levels of the practices are the test's own.

grandmother + grandfather      maternal_grandmother + maternal_grandfather
    |            |                     |                |
  father ----- uncle + aunt         mother       maternal_uncle
    |                   |
   ego + wife  sister  cousin
    |
   son
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.system.tools import of_country
from yeonjwa.catalogue.windows import WHO
from yeonjwa.departures.dated import anchors
from yeonjwa.months import NEVER, month_of
from yeonjwa.population.conscripts import CONSCRIPT_COLUMNS
from yeonjwa.population.country import FEMALE, MALE, PERSON_COLUMNS, UNION_COLUMNS, Country
from yeonjwa.population.posts import CODE, POST_COLUMNS, VACANCY_COLUMNS
from yeonjwa.population.spec import PopulationSpec
from yeonjwa.system.away import reach_south, set_out
from yeonjwa.system.known import Cases, make_known
from yeonjwa.system.ledger import KIN_BANDS
from yeonjwa.system.register import WHERE
from yeonjwa.system.run import System
from yeonjwa.system.state import FIRST

BORDER = 196
"""A county on the border."""
FAMILY: dict[str, tuple[int, int, tuple[str, str] | None]] = {
    "grandmother": (1940, FEMALE, None),
    "grandfather": (1940, MALE, None),
    "maternal_grandmother": (1941, FEMALE, None),
    "maternal_grandfather": (1941, MALE, None),
    "father": (1960, MALE, ("grandmother", "grandfather")),
    "mother": (1961, FEMALE, ("maternal_grandmother", "maternal_grandfather")),
    "uncle": (1962, MALE, ("grandmother", "grandfather")),
    "aunt": (1963, FEMALE, None),
    "maternal_uncle": (1964, MALE, ("maternal_grandmother", "maternal_grandfather")),
    "ego": (1982, MALE, ("mother", "father")),
    "sister": (1984, FEMALE, ("mother", "father")),
    "wife": (1985, FEMALE, None),
    "cousin": (1986, MALE, ("aunt", "uncle")),
    "neighbour": (1987, MALE, None),
    "son": (2007, MALE, ("wife", "ego")),
}
"""Year of birth, sex, mother and father; in order of birth. The neighbour is nobody's relative."""
NAMES = list(FAMILY)
ID = {name: row for row, name in enumerate(NAMES)}
COUPLES = [
    ("grandmother", "grandfather"), ("maternal_grandmother", "maternal_grandfather"), ("mother", "father"), ("aunt", "uncle"),
    ("wife", "ego"),
]  # fmt: skip
PARTY_MEMBERS = ("father", "uncle", "neighbour")
APRIL_2014 = month_of(2014, 4)

NEAR_KIN = {
    "father",
    "mother",
    "grandmother",
    "grandfather",
    "maternal_grandmother",
    "maternal_grandfather",
    "sister",
    "wife",
    "son",
}
"""Of ego, to 2 chon and the spouse, at home: those written into the file."""


def family_country(elsewhere: tuple[str, ...] = (), songbun: int = 0, **society: Any) -> Country:
    """The country of these people; those named in ``elsewhere`` were born, or live as a couple, in another county.

    society : ``terms`` and ``vacancies`` of posts (see ``society_of``); without them the country has no posts.
    """
    place = {name: 2 * (BORDER - 40 if name in elsewhere else BORDER) for name in NAMES}
    rows = {name: np.zeros(len(NAMES), dtype=dtype) for name, dtype in PERSON_COLUMNS.items()}
    for name, (year, sex, parents) in FAMILY.items():
        i = ID[name]
        rows["birth_month"][i], rows["sex"][i], rows["birth_place"][i] = month_of(year), sex, place[name]
        rows["mother"][i], rows["father"][i] = (ID[p] for p in parents) if parents else (-1, -1)
    rows["death_month"][:], rows["separated_month"][:], rows["first_union"][:] = NEVER, NEVER, -1
    rows["songbun"][:] = songbun
    unions = {name: np.zeros(len(COUPLES), dtype=dtype) for name, dtype in UNION_COLUMNS.items()}
    for row, (wife, husband) in enumerate(COUPLES):
        unions["union_wife"][row], unions["union_husband"][row] = ID[wife], ID[husband]
        unions["union_start"][row] = month_of(max(FAMILY[wife][0], FAMILY[husband][0]) + 20)
        unions["union_place"][row] = place[husband]
        rows["first_union"][[ID[wife], ID[husband]]] = row
    unions["union_end"][:], unions["wife_next_union"][:], unions["husband_next_union"][:] = NEVER, -1, -1
    party = {
        "party_person": np.array(sorted(ID[name] for name in PARTY_MEMBERS), dtype=np.int32),
        "party_month": np.full(len(PARTY_MEMBERS), month_of(1992), dtype=np.int16),
    }
    return Country(PopulationSpec(scale=0.001), {**rows, **unions, **party, **society_of(**society)})


def society_of(terms: tuple[Any, ...] = (), vacancies: tuple[Any, ...] = ()) -> dict[str, np.ndarray]:
    """Columns of posts; nobody is a conscript.

    terms : (name, post, first month, month after the last); vacancies, in order of month : (month, post, names on the list).
    """
    if not terms and not vacancies:
        return {}
    columns = {**POST_COLUMNS, **VACANCY_COLUMNS, **CONSCRIPT_COLUMNS}
    held = sorted((ID[name], CODE[post], start, end) for name, post, start, end in terms)
    seats = [(CODE[post], 2 * BORDER, month, 36) for month, post, _ in vacancies]
    found = {name: np.zeros(0, dtype=dtype) for name, dtype in columns.items()}
    for names, lines in ((list(POST_COLUMNS), held), (list(VACANCY_COLUMNS)[:4], seats)):
        found |= {name: np.array([line[k] for line in lines], dtype=columns[name]) for k, name in enumerate(names)}
    found["vacancy_reserve"] = np.full((len(vacancies), 8), -1, dtype=np.int32)
    for row, (_, _, listed) in enumerate(vacancies):
        found["vacancy_reserve"][row, : len(listed)] = [ID[name] for name in listed]
    return found


class Levels:
    """A schedule in which each named practice stands at its level everywhere and for all, and every other at 0.

    Of two series that differ, one is named after the practice: ``{"cover_up": 1.0, "cover_up believed": 0.0}``. holds :
    bool[WHERE, 2], for whom the levels hold.
    """

    def __init__(self, **levels: float):
        self.levels = levels
        self.holds = np.ones((len(WHERE), 2), dtype=bool)

    def table(self, practice: str, series: str) -> np.ndarray:
        """As ``Schedule.table``."""
        return np.full((384, len(WHERE), 2), self.of(practice, series)) * self.holds

    def level(self, practice: str, series: str, month: int, where: str, who: str) -> float:
        """As ``Schedule.level``."""
        return self.of(practice, series) * float(self.holds[WHERE.index(where), WHO.index(who)])

    def of(self, practice: str, series: str) -> float:
        """The level of a series."""
        return self.levels.get(f"{practice} {series}", self.levels.get(practice, 0.0))


def family_run(
    levels: dict[str, float], figures: dict[str, float] | None = None, *, month: int = APRIL_2014, **given: Any
) -> System:
    """A run of the family in ``month``, everybody at home, with the given levels of practices and figures."""
    system = of_country(family_country(**given), figures=figures or {})
    state = system.state
    for year in range(1993, 1993 + (month - FIRST) // 12 + 1):
        state.month = month_of(year)
        system.demography.marry_and_be_born(state)
    state.month = month
    state.recode(np.arange(len(NAMES)))
    state.schedule = Levels(**levels)
    return system


def leaves(system: System, name: str = "ego", *, south: bool = True) -> Cases:
    """The named person left this month, is in the South (or in China), and the state learns of it."""
    state = system.state
    person = np.array([ID[name]])
    where, who = state.stratum_of(person)
    row = state.leavers.add(
        1, person=person, group=person, month=state.month, place=state.place_of(person), where=where, who=who
    )
    set_out(system, row)
    if south:
        reach_south(system, row)
    return make_known(system, row)


def ids(*names: str) -> np.ndarray:
    """Ids of the named, int64."""
    return np.array([ID[name] for name in names], dtype=np.int64)


def rows(system: System, *names: str) -> np.ndarray:
    """Rows of the named among the affected; 0 for whom nothing has happened to."""
    return system.state.people.row_of[ids(*names)]


def put_in_office(system: System, names: tuple[str, ...], post: int) -> None:
    """The named hold a post from now on."""
    persons = np.sort(ids(*names))
    system.state.post_now[persons] = post
    system.state.busy_until[persons] = system.state.month + 60
    system.posts.note_appointed(persons)
    system.state.recode(persons)


def harmed(system: System, practice: str) -> set[str]:
    """Names of those whom the practice harmed this year."""
    return {NAMES[i] for part in system.state.ledger._of_year.get(practice, []) for i in part["person"].tolist()}


def noted(system: System, practice: str, what: str = "kin") -> dict[str, Any]:
    """What the ledger holds of each whom the practice harmed this year, by name: the kin band in words, or another column."""
    parts = system.state.ledger._of_year.get(practice, [])
    pairs = [
        (NAMES[i], value)
        for part in parts
        for i, value in zip(part["person"].tolist(), part[what].tolist(), strict=True)
    ]
    assert len(dict(pairs)) == len(pairs), "somebody was noted twice"
    return {name: KIN_BANDS[value] if what == "kin" else value for name, value in pairs}


def harm(system: System) -> dict[str, set[str]]:
    """Names of those harmed this year by each practice that harmed anybody."""
    return {practice: harmed(system, practice) for practice in system.state.ledger._of_year}


def affected(system: System) -> set[str]:
    """Names of those to whom anything at all has happened."""
    return {NAMES[i] for i in system.state.people.person[1:].tolist()}


def those_at(system: System, whereabouts: int) -> set[str]:
    """Names of those who live there."""
    state = system.state
    return {NAMES[i] for i in np.flatnonzero((state.whereabouts == whereabouts) & (state.gone > state.month))}


def counted(system: System, name: str) -> float:
    """A total of the ledger over all years."""
    return float(system.state.ledger.yearly[name].sum()) if name in system.state.ledger.yearly else 0.0


def dated(stem: str, value: float) -> dict[str, float]:
    """All figures of a dated path at one value."""
    return {key: value for _, key in anchors(stem)}


def snapshot(system: System) -> dict[str, Any]:
    """Everything that a practice could change, as bytes."""
    state = system.state
    arrays = {
        name: getattr(state, name) for name in ("whereabouts", "post_now", "gone", "code", "union_end", "busy_until")
    }
    arrays |= {f"field {name}": value for name, value in state.fields.copy().items()}
    for label, table in (("people", state.people), ("files", state.files), ("leavers", state.leavers)):
        arrays |= {f"{label} {name}": column for name, column in table.as_dict().items()}
    found: dict[str, Any] = {name: column.tobytes() for name, column in arrays.items()}
    found["ledger"] = {name: column.tolist() for name, column in state.ledger.yearly.items() if column.any()}
    found["harm"] = {name: sum(part.size for part in parts) for name, parts in state.ledger._of_year.items()}
    found["ends"] = state.ends.lists()
    found["seen"] = len(state.totals.get("seen", []))
    return found
