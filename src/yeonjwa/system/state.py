"""The state of a run: one country, its people to whom things happened, its fields, and the month it stands in.

Everything that changes is here; what does not (genealogy, rates, posts' vacancies) is the country's. The genealogy is
exogenous: ``gone`` and ``union_end`` are the run's own copies, in which deaths by a practice come earlier, births that
did not happen (masked) are gone at birth, and marriages that did not happen end when they begin.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.catalogue.histories import Schedule
from yeonjwa.departures.crowd import Crowd
from yeonjwa.departures.points import RAISED, LeavingPoints
from yeonjwa.departures.warm import Warm
from yeonjwa.kinship.pedigree import Pedigree
from yeonjwa.kinship.rules import KinRule
from yeonjwa.months import NEVER, month_of, year_of
from yeonjwa.population.country import Country
from yeonjwa.population.lives import MONTHS_OF_LIFE
from yeonjwa.population.spells import frozen
from yeonjwa.scenario import Scenario
from yeonjwa.system.arrays import distinct, table_of
from yeonjwa.system.calendar import Stretches
from yeonjwa.system.columns import Growing
from yeonjwa.system.ends import Ends
from yeonjwa.system.exposure import living_among
from yeonjwa.system.family_files import FamilyFiles
from yeonjwa.system.fields import Fields
from yeonjwa.system.figures import FigureReader
from yeonjwa.system.ground import Ground
from yeonjwa.system.home_places import find_places, find_strata
from yeonjwa.system.kin import KinList, Lots, NearestKnown, kin_aside, kin_of
from yeonjwa.system.ledger import SELF, Ledger
from yeonjwa.system.living import find_at_home, find_living
from yeonjwa.system.luck import Luck
from yeonjwa.system.memory import Memory
from yeonjwa.system.people import AffectedPeople
from yeonjwa.system.register import (
    BANDS,
    DETAINED,
    GROUPS,
    HELD_IN_CHINA,
    IN_CAMP,
    IN_EXILE,
    WHEREABOUTS,
    is_cadre_post,
    kind_of_post,
    place_of_group,
    recode,
    where_of_place,
)
from yeonjwa.system.schedules import schedule_of
from yeonjwa.system.stays import begin_stay, children_from
from yeonjwa.system.threads import each, parts_of_range

FEWEST_IN_A_THREAD, FEWEST_ROWS_IN_A_THREAD = 2000, 20_000
FIRST, LAST = month_of(1993), month_of(2024, 12)
"""First and last month of every run; years before 1998 are run but not reported."""
ROOM_OF_CIRCLES = 8
"""There is room for one entry in the circles of leavers to so many of all persons from the beginning."""
Regrouped = tuple[NDArray[np.int32], NDArray[np.int32]]
"""What ``State.note_groups`` is told."""


class Leavers(Growing):
    """One row for each time somebody left or tried to.

    person : int32. group : int32, id of the person who decided. month : int16, of leaving. moved : int16, month of the
    latest change of ``stage``. stage : uint8, position in STAGES. place : uint8, place of home (see ``register``); where :
    uint8, position in WHERE; who : uint8, 0 ordinary, 1 cadre (own or close kin's post). band : uint8, age band, 255 under 16. sex : uint8.
    funded : bool, relatives in the South paid. held : uint8, times held before. known : int16, month in which the state
    took the person for one who left. label : uint8, 0 none, 1 absent, 2 passes for dead, 3 known to have left. file : int32.
    arrived : int16, month of arrival in the South. fast : bool, onward quickly. circle_start, circle_end : int32, where the rows
    of the relatives who count this departure stand in ``circles`` (see ``away``).
    """

    def __init__(self) -> None:
        super().__init__(
            person=("int32", -1), group=("int32", -1), month=("int16", 0), moved=("int16", 0), stage=("uint8", 0),
            place=("uint8", 0), where=("uint8", 0), who=("uint8", 0), band=("uint8", 255), sex=("uint8", 0),
            funded=("bool", False), held=("uint8", 0), known=("int16", 32767), label=("uint8", 0), file=("int32", -1),
            arrived=("int16", 32767), fast=("bool", False), circle_start=("int32", 0), circle_end=("int32", 0),
        )  # fmt: skip


STAGES = (
    "leaving",
    "stopped",
    "shot",
    "china",
    "held_in_china",
    "returned_by_force",
    "onward",
    "south",
    "came_back",
    "dead",
    "settled",
)
"""What became of an attempt; "settled" lives on in China."""
LEAVING, STOPPED, SHOT, CHINA, HELD, SENT_BACK, ONWARD_, SOUTH, CAME_BACK, DEAD, SETTLED = range(len(STAGES))


CAUSES = ("", "detention", "detention_in_china", "three_generations", "labour_training", "exile")
"""What can hold or banish a person; the first is nothing. Others are names of practices, or of what befalls leavers."""
USUAL_CAUSE = {
    DETAINED: "detention",
    HELD_IN_CHINA: "detention_in_china",
    IN_CAMP: "three_generations",
    IN_EXILE: "exile",
}


class State:
    """Everything a month begins with. Made with the system, changed by the processes of ``month``."""

    def __init__(self, country: Country, scenario: Scenario, ground: Ground, *, log: list[Any] | None = None):
        self.country, self.scenario = country, scenario
        self.scale = scenario.population.scale
        self.figure: Callable[[str], float] = FigureReader(scenario.figures)
        self.schedule: Schedule = schedule_of(scenario)
        self.luck = Luck(scenario.seed, log)
        self.month = FIRST - 1

        c = country.columns
        self.columns: dict[str, NDArray[Any]] = {name: frozen(column) for name, column in c.items()}
        self.pedigree = Pedigree.of(country)
        self.birth = self.columns["birth_month"]
        self._first_born = np.searchsorted(self.birth, np.arange(LAST + 2, dtype=np.int16))
        self.unions = Stretches(self.columns["union_start"])
        self._too_young = 0, np.empty(0, dtype=np.int64)  # of a year
        self.gone, self.union_end, self.whereabouts = ground.gone, ground.union_end, ground.whereabouts
        self.busy_until, self.code, self.post_now = ground.busy_until, ground.code, ground.post_now
        self.points = LeavingPoints.of(scenario.seed, country.persons_ever)
        self.warm = Warm(GROUPS + 1)
        self.crowd = Crowd()

        self.people = AffectedPeople(ground.row_of)
        self.leavers = Leavers()
        self.circles = Growing(room=max(1024, country.persons_ever // ROOM_OF_CIRCLES), row=("int32", 0))
        self.files = FamilyFiles()
        self.fields = Fields()
        self.known = NearestKnown(self.pedigree, ground.nearest)
        self.ledger = Ledger(self.scale)
        self.ends = Ends(LAST)
        self.memory = Memory()
        # Lists between processes: "seen" (see ``beliefs.news``), "cuts" of capacity by practice and month, and "replay", the cuts
        # of another world, taken instead of this one's own.
        self.totals: dict[str, Any] = {}
        ground.copied.result()
        self._piece = ground.piece

    # Time.

    @property
    def year(self) -> int:
        """Calendar year of the month."""
        return year_of(self.month)

    def at_ends_of(self, months: Any, what: str, persons: Any) -> None:
        """Put ``persons`` (ids) on the list of what ends (a detention, a post, an exile) at ``months``: one for all, or one each."""
        self.ends.put(what, months, persons)

    def ending(self, what: str) -> NDArray[np.int64]:
        """Ids put on the list ``what`` for this month, rising."""
        return self.ends.due(what, self.month)

    # People.

    def born_before(self, month: int) -> int:
        """How many persons were born before ``month``: ids are in order of birth, so it is the first id from then on."""
        return int(self._first_born[max(month, 0)])

    def lives(self, persons: Any) -> NDArray[np.bool_]:
        """Whether each person was born, did happen, and lives at the month."""
        ids = np.asarray(persons, dtype=np.int64, order="C")
        found = np.empty(ids.shape, dtype=bool)
        # Ids are in order of birth, which saves reading the births.
        find_living(ids.ravel(), self.born_before(self.month + 1), self.month, self.gone, found.ravel())
        return found

    def at_home(self, persons: Any) -> NDArray[np.bool_]:
        """Whether each person lives in the country and is not held or banished (service and posts abroad count as home)."""
        ids = np.asarray(persons, dtype=np.int64, order="C")
        found = np.empty(ids.shape, dtype=bool)
        born = self.born_before(self.month + 1)
        find_at_home(ids.ravel(), born, self.month, self.gone, self.whereabouts, found.ravel())
        return found

    def age(self, persons: Any) -> NDArray[np.int64]:
        """Completed years."""
        return (self.month - self.birth[persons].astype(np.int64)) // 12

    def has_completed(self, persons: Any, years: int) -> NDArray[np.bool_]:
        """Whether each person is of ``years`` or more; ids are in order of birth, which saves reading the births."""
        return np.asarray(persons) < self.born_before(self.month + 1 - 12 * years)

    def too_young(self) -> NDArray[np.int64]:
        """First id that is too young for each of BANDS this year, int64[bands]: age counts as year less year of birth."""
        if self._too_young[0] != self.year:
            first = [self.born_before(month_of(self.year - age + 1)) for age in BANDS]
            self._too_young = self.year, np.array(first, dtype=np.int64)
        return self._too_young[1]

    def place_of(self, persons: Any) -> NDArray[np.uint8]:
        """Place (see ``register``) of each person, grown or not: their group's, else that of a parent at home, else of birth."""
        ids = np.ascontiguousarray(persons, dtype=np.int64)
        flat, found, c = ids.ravel(), np.empty(ids.shape, dtype=np.uint8), self.columns
        out, begun = found.ravel(), self.unions.begun(self.month)

        def look(part: tuple[int, int]) -> None:
            find_places(
                flat[slice(*part)], self.month, place_of_group(), self.code, c["birth_place"], c["union_place"], c["sex"],
                c["first_union"], begun, c["union_start"], c["wife_next_union"], c["husband_next_union"], out[slice(*part)],
            )  # fmt: skip

        each(look, parts_of_range(0, flat.size, FEWEST_IN_A_THREAD))
        return found

    def stratum_of(self, persons: Any) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """where (position in register.WHERE) and who (0 ordinary, 1 cadre by own post) of each person."""
        ids = np.ascontiguousarray(persons, dtype=np.int64)
        place = self.place_of(ids)
        where, who = np.empty_like(place), np.empty_like(place)
        find_strata(
            ids.ravel(), place.ravel(), where_of_place(), is_cadre_post(), self.post_now, where.ravel(), who.ravel()
        )
        return where, who

    def kin(self, persons: NDArray[Any], rule: KinRule | str, *, grown: int = 0) -> KinList:
        """Living relatives of each person under a rule, wherever they are; the spouse is always among them.

        grown : completed years from which relatives by blood are wanted; asking for fewer saves much of the walk.
        """
        return kin_of(
            self.pedigree, persons, KinRule.parse(rule), self.month, self.birth, self.gone, self.union_end,
            born=self.born_before(self.month - 12 * grown + 1), eldest=self.born_before(self.month - MONTHS_OF_LIFE),
        )  # fmt: skip

    def kin_aside(self, persons: NDArray[Any], rule: str, lots: Lots) -> Callable[[], KinList]:
        """Relatives whom one of ``lots`` may hit, looked for beside what follows (see ``kin.kin_aside``)."""
        return kin_aside(
            self.pedigree, persons, KinRule.parse(rule), self.month, self.gone, self.union_end,
            born=self.born_before(self.month + 1), eldest=self.born_before(self.month - MONTHS_OF_LIFE), lots=lots,
        )  # fmt: skip

    def recode(self, persons: Any, *, has_moved: bool = True) -> None:
        """Work out anew the group of each person, after a move, a post, a coming of age or a change of whereabouts.

        has_moved : whether the whereabouts may have changed.
        """
        persons = np.ascontiguousarray(persons, dtype=np.int64)

        def recode_part(part: tuple[int, int]) -> Regrouped:
            return self.recode_part(persons[slice(*part)], has_moved)

        for regrouped in each(recode_part, parts_of_range(0, persons.size, FEWEST_IN_A_THREAD) if persons.size else ()):
            self.note_groups(*regrouped)

    def recode_part(self, persons: NDArray[np.int64], has_moved: bool) -> Regrouped:
        """``recode`` in the calling thread: what ``note_groups`` is to be told."""
        c, people = self.columns, self.people
        regrouped: Regrouped = recode(
            persons, has_moved, self.month, self.too_young(), kind_of_post(), self.gone, self.whereabouts, self.post_now,
            c["birth_place"], c["union_place"], c["sex"], c["first_union"], self.unions.begun(self.month), c["union_start"],
            self.union_end, c["wife_next_union"], c["husband_next_union"], people.row_of, self.crowd.watched, people.code, self.code,
        )  # fmt: skip
        return regrouped

    def note_groups(self, entered: NDArray[np.int32], raised: NDArray[np.int32]) -> None:
        """Groups were worked out anew: of ``entered`` (ids, who are not raised), who are in a group of ``crowd.watched`` now, and of
        ``raised`` (rows of the affected)."""
        self.crowd.note(entered)
        if raised.size:
            self.warm.note(raised)

    def rows(self, persons: Any) -> NDArray[np.int32]:
        """Rows among the affected, made where needed, with the group, the death and the whereabouts of each new one."""
        people, before = self.people, len(self.people)
        rows = people.rows(persons, self.code, self.gone, self.whereabouts)
        if len(people) > before:
            self.warm.note_new(before)
        return rows

    def move(
        self, persons: Any, whereabouts: int, until: Any = None, *, cause: str | None = None, kin_band: Any = SELF
    ) -> None:
        """Bring living persons to new whereabouts at this month; posts are lost by going, and groups follow.

        Parameters
        ----------
        persons : int ids, each once
        until : int, optional
            Month index (or one per person) at whose beginning it ends, for ``ending(<name of the whereabouts>)``.
        cause, kin_band
            What holds them (of CAUSES; usual for the whereabouts if not given) and for whom: person-months of harm are
            noted under it when the stay ends and at the end of each year.
        """
        persons = np.ascontiguousarray(persons, dtype=np.int64)
        if not persons.size:
            return
        rows, p = self.rows(persons), self.people
        self.note_stays(rows)
        leave = begin_stay(
            persons, rows, self.month, whereabouts, CAUSES.index(cause or USUAL_CAUSE.get(whereabouts, "")),
            np.array(kin_band, dtype=np.uint8, ndmin=1), np.array(NEVER if until is None else until, ndmin=1).astype(np.int16),
            p.since, p.cause, p.kin_band, p.until, p.away_since, p.back_since, p.away_before, p.back_before, p.whereabouts,
            self.whereabouts, self.post_now, self.busy_until,
        )  # fmt: skip
        self.expect_births(leave)
        self.recode(persons)
        if until is not None:
            self.at_ends_of(until, WHEREABOUTS[whereabouts], persons)

    def note_stays(self, rows: NDArray[np.int32]) -> None:
        """Note the person-months of those held or banished since the stay began, or since January if it began before."""
        rows = rows[self.people.cause[rows] > 0]  # nothing holds nobody, row 0
        if not rows.size:
            return
        persons = self.people.person[rows]
        months = self.month - np.maximum(self.people.since[rows].astype(np.int64), self.month - self.month % 12)
        for cause in distinct(self.people.cause[rows]).tolist():
            of_it = (self.people.cause[rows] == cause) & (months > 0)
            self.harm(CAUSES[cause], persons[of_it], self.people.kin_band[rows[of_it]], months[of_it])

    def kill(self, persons: Any) -> None:
        """Living persons die this month by a practice (never later than they would have died anyway)."""
        persons = np.asarray(persons, dtype=np.int64)
        if not persons.size:
            return
        rows = self.rows(persons)
        self.note_stays(rows)
        self.gone[persons] = np.minimum(self.gone[persons], self.month)
        self.post_now[persons] = 0
        self.people.gone[rows] = self.gone[persons]
        self.people.cause[rows] = 0  # nothing holds the dead, and their months are noted
        self.expect_births(persons)
        self.recode(persons)

    def harm(
        self, practice: str, persons: Any, kin: Any, months: Any = 0.0, where: Any = None, who: Any = None
    ) -> None:
        """Note harm done by ``practice`` to ``persons`` this month, with their sex, age and stratum (their own unless given).

        kin : position in ``ledger.KIN_BANDS``; months : person-months, 0 for an event.
        """
        persons = np.ascontiguousarray(persons, dtype=np.int64)
        if not persons.size:
            return
        if where is None:
            where, who = self.stratum_of(persons)
        first_minor = self.born_before(self.month + 1 - 12 * 18)
        self.ledger.harm(practice, persons, kin, np.asarray(where) * 2 + who, self.columns["sex"], first_minor, months)

    def living_members(self, is_due: NDArray[np.bool_], whereabouts: tuple[int, ...]) -> NDArray[np.int32]:
        """Rows, rising, of members of the files that are due (bool by file) who live at one of ``whereabouts``."""
        p, is_there = self.people, table_of(whereabouts)

        def look(part: tuple[int, int]) -> NDArray[np.int32]:
            found: NDArray[np.int32] = living_among(*part, self.month, is_due, is_there, p.file, p.gone, p.whereabouts)
            return found

        return np.concatenate(each(look, parts_of_range(0, len(p), FEWEST_ROWS_IN_A_THREAD)))

    def let_go(self) -> NDArray[np.uint8]:
        """After the last month: give up what only further months would read, for its memory to be used again.

        Fresh memory is slow to come by: the machine has to find and to clear it.
        """
        piece = self._piece
        del self._piece, self.people.row_of, self.busy_until, self.code, self.post_now
        return piece

    # Births that do not happen.

    def expect_births(self, persons: Any) -> None:
        """Put the later children of ``persons`` on the list of births to look at in their month."""
        persons = np.asarray(persons, dtype=np.int64)
        if not persons.size:
            return
        index = self.pedigree.children
        later, months = children_from(persons, index.start, index.child, self.born_before(self.month + 1), self.birth)
        self.at_ends_of(months, "birth", later)

    def was_away(self, persons: Any, month: Any) -> NDArray[np.bool_]:
        """Whether each person was away from home at the end of this month or an earlier one (by the latest two spells)."""
        people, rows = self.people, self.people.row_of[np.asarray(persons)]
        left, back = people.away_since[rows].astype(np.int64), people.back_since[rows].astype(np.int64)
        before = (people.away_before[rows] <= month) & (people.back_before[rows] > month)
        return (left <= month) & ((back < left) | (back > month)) | before


__all__ = ["FIRST", "LAST", "RAISED", "STAGES", "Leavers", "State"]
