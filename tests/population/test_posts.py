"""Posts: vacancies fixed beforehand, lists that never meet, and the rule that fills them."""

import numba
import numpy as np
import pytest

from tests.population.society_tools import plain_place, serves_plain, with_society
from yeonjwa.catalogue import figure
from yeonjwa.draws import uniform, uniform_pair
from yeonjwa.errors import InputError
from yeonjwa.messages import text
from yeonjwa.months import month_of
from yeonjwa.population import post_kernels, posts
from yeonjwa.population.places import counties
from yeonjwa.population.posts import CODE, NO_PLACE, POST_NAMES, WITH_VACANCIES, holders
from yeonjwa.population.residents import CAMPS, START, residents

GUARD = CODE["border_guard"]


@pytest.fixture(scope="module")
def country():
    return with_society()


def lists(country):
    """Rows of vacancies and of persons for every name on a list."""
    row, _ = np.nonzero(country.vacancy_reserve >= 0)
    return row, country.vacancy_reserve[country.vacancy_reserve >= 0]


def served_columns(country):
    return {name: country.columns[name] for name in ("conscript_person", "conscript_start", "conscript_end")}


def test_nobody_stands_on_two_lists_in_one_month(country):
    row, person = lists(country)
    assert person.size > 5000
    pairs = np.stack([country.vacancy_month[row].astype(np.int64), person])
    assert np.unique(pairs, axis=1).shape[1] == person.size


def test_who_stands_on_a_list_can_take_the_post(country):
    row, person = lists(country)
    month, post = country.vacancy_month[row].astype(int), country.vacancy_post[row]
    assert (country.birth_month[person] <= month).all()
    assert (country.death_month[person] > month).all()
    years = (month - country.birth_month[person].astype(int)) // 12
    later = month > START
    for code, name in enumerate(WITH_VACANCIES, start=1):
        mine = post == code
        tenure = round(figure(f"post_{name}_tenure").value)
        assert years[mine].min() >= figure(f"post_{name}_age_min").value
        assert years[mine & later].max(initial=0) <= figure(f"post_{name}_age_max").value
        assert years[mine].max() <= figure(f"post_{name}_age_max").value + tenure + 1
        if figure(f"post_{name}_chance_hostile").value == 0:
            assert (country.songbun[person[mine]] < 2).all()
    province = counties().province
    for k in np.arange(0, row.size, 37):
        i, m, place = int(person[k]), int(month[k]), int(country.vacancy_place[row[k]])
        assert serves_plain(country, i, m) == (post[k] == GUARD)
        assert (place == NO_PLACE) == (post[k] == GUARD)
        if place != NO_PLACE:
            assert province[plain_place(country, i, m) // 2] == province[place]


def test_residents_are_those_who_live_there(toy):
    """Plain twin: everybody of the toy, one by one, at three months."""
    country = toy
    served = {"person": "int32", "start": "int16", "end": "int16"}
    adult = np.flatnonzero(country.birth_month > month_of(1965))[:3].astype(np.int32)
    dates = {
        "person": adult,
        "start": np.full(3, month_of(2000), np.int16),
        "end": np.full(3, month_of(2010), np.int16),
    }
    people = residents(country.columns, {f"conscript_{k}": dates[k].astype(t) for k, t in served.items()})
    camps = CAMPS + 1
    for month in (month_of(1990), month_of(2003, 5), month_of(2025)):
        expected = set()
        for i in np.flatnonzero(country.is_living(month)):
            if 18 * 12 <= month - country.birth_month[i] < 74 * 12:
                in_camp = i in adult and dates["start"][0] <= month < dates["end"][0]
                place = CAMPS if in_camp else plain_place(country, i, month) // 2
                expected.add((int(country.sex[i]), place, int(i)))
        found = set()
        for where in range(people.offset.shape[0]):
            entries = people.entries[people.offset[where, 0] : people.offset[where, -1]]
            assert (np.diff(entries >> 32) >= 0).all()
            there = ((entries >> 10) & 1023 <= month - START) & (entries & 1023 > month - START)
            young = month - country.birth_month[entries >> 32] < 74 * 12
            np.testing.assert_array_equal((entries >> 20) & 3, country.songbun[entries >> 32])
            found |= {(where // camps, where % camps, int(i)) for i in (entries >> 32)[there & young]}
        assert found == expected


def test_the_lists_are_those_of_the_plain_twin(country, monkeypatch):
    seen = {}
    kernel = posts.reserve_lists

    def listen(*arguments):
        kernel(*arguments)
        seen["arguments"] = arguments

    monkeypatch.setattr(posts, "reserve_lists", listen)
    posts.vacancies(country.columns, country.spec, served_columns(country))
    *given, out = seen["arguments"]
    tasks = np.flatnonzero(np.diff(given[2]))
    for task in tasks[:: max(1, tasks.size // 25)]:
        rows = range(given[2][task], given[2][task + 1])
        np.testing.assert_array_equal(reserve_lists_plain(rows, *given), out[rows.start : rows.stop])


def reserve_lists_plain(rows, key, threads, task, order, post, number, county, month, until, wanted, low, high, women, chance,
                        province_start, province_counties, county_province, entries, offset, persons):  # fmt: skip
    """Reserve lists of the vacancies of one task, try by try."""
    taken: set[int] = set()
    out = np.full((len(rows), post_kernels.LIST_LENGTH), -1)
    last, camps = offset.shape[1] - 1, offset.shape[0] // 2
    for at, v in enumerate(rows):
        p, found = post[v], 0
        for attempt in range(post_kernels.TRIES):
            where = county[v]
            if attempt >= post_kernels.COUNTY_TRIES:
                own = province_counties[
                    province_start[county_province[where]] : province_start[county_province[where] + 1]
                ]
                batch = attempt // post_kernels.BATCH
                where = own[int(uniform(key, number[v], month[v], p, post_kernels.TRIES + batch) * own.size)]
            stretch = [np.clip(x, 0, last) for x in (low[v], high[v])]
            female, male = (entries[slice(*offset[where + sex * camps, stretch])] for sex in (0, 1))
            share = 0.0 if female.size == 0 else 1.0 if male.size == 0 and women[p] > 0 else women[p]
            u, luck = uniform_pair(key, number[v], month[v], p, attempt)
            pool, fortune = (female, luck / share) if luck < share else (male, (luck - share) / (1 - share))
            if pool.size == 0:
                continue
            entry = int(pool[int(u * pool.size)])
            is_there = (entry >> 10) & 1023 <= month[v] and entry & 1023 >= until[v]
            if is_there and fortune < chance[p, (entry >> 20) & 3] and entry >> 32 not in taken and found < wanted[v]:
                taken.add(entry >> 32)
                out[at, found] = entry >> 32
                found += 1
    return out


def test_lists_do_not_depend_on_threads(country):
    before = numba.get_num_threads()
    numba.set_num_threads(1)
    try:
        alone = posts.vacancies(country.columns, country.spec, served_columns(country))
    finally:
        numba.set_num_threads(before)
    for name, column in alone.items():
        np.testing.assert_array_equal(column, country.columns[name])


def test_seats_in_office_follow_the_size_of_the_post(country):
    """Vacancies of a seat follow each other without a gap, so those running make the seats of the month."""
    scale, allowance = country.spec.scale, figure("post_seat_allowance").value
    start, end = country.vacancy_month.astype(int), country.vacancy_month.astype(int) + country.vacancy_tenure
    for year in (1990, 2003, 2015, 2022):
        running = (start <= month_of(year)) & (end > month_of(year))
        for code, name in enumerate(WITH_VACANCIES, start=1):
            wanted = posts.post_size(name, year) * allowance * scale
            assert abs(np.count_nonzero(running & (country.vacancy_post == code)) - wanted) <= 1


def test_the_first_unbarred_who_is_there_and_free_takes_the_post(country):
    """Plain twin of the rule, with some barred and some gone."""
    barred = np.arange(country.persons_ever) % 7 == 0
    gone = np.where(np.arange(country.persons_ever) % 11 == 0, month_of(1999), 32767).astype(np.int16)
    spells, busy, at = holders(country, barred, gone), {}, 0
    for v in range(country.vacancy_month.size):
        month = int(country.vacancy_month[v])
        for person in country.vacancy_reserve[v]:
            leaves = min(int(country.death_month[person]), int(gone[person]))
            if person < 0 or barred[person] or leaves <= month or busy.get(person, 0) > month:
                continue
            busy[person] = min(month + int(country.vacancy_tenure[v]), leaves)
            assert (spells.vacancy[at], spells.person[at], spells.end[at]) == (v, person, busy[person])
            assert spells.start[at] == month
            assert spells.code[at] == country.vacancy_post[v]
            at += 1
            break
        else:
            assert v in spells.empty
    assert at == spells.person.size
    assert at + spells.empty.size == country.vacancy_month.size


def test_the_stored_holders_are_those_of_nobody_barred(country):
    spells = posts.spells_by_person(holders(country))
    for name, column in spells.items():
        np.testing.assert_array_equal(column, country.columns[name])
    same = holders(country, np.zeros(country.vacancy_reserve.shape, dtype=bool))
    np.testing.assert_array_equal(same.person, holders(country).person)


def test_a_bar_moves_nobody_without_a_link_to_the_barred(country):
    """Whoever takes another vacancy than before stands on a list with a barred person or with another so moved."""
    free = holders(country)
    person = int(np.bincount(free.person).argmax())
    barred = np.zeros(country.persons_ever, dtype=bool)
    barred[person] = True
    shut = holders(country, barred)
    assert person not in shut.person
    taker = np.full((2, country.vacancy_month.size), -1)
    taker[0, free.vacancy], taker[1, shut.vacancy] = free.person, shut.person
    moved = {person}
    for v in np.flatnonzero(taker[0] != taker[1]):  # in order of time
        assert moved & set(country.vacancy_reserve[v].tolist())
        moved |= set(taker[:, v].tolist()) - {-1}
    assert 1 < len(moved) < 200


def test_a_broken_coupling_would_be_seen(country):
    """The check above fails where a bar also changes the lists (here: of another seed)."""
    other = posts.vacancies(country.columns, country.spec.model_copy(update={"seed": 99}), served_columns(country))
    size = min(other["vacancy_reserve"].shape[0], country.vacancy_reserve.shape[0])
    assert (other["vacancy_reserve"][:size] != country.vacancy_reserve[:size]).mean() > 0.5


def test_a_mask_of_the_wrong_shape_is_refused(country):
    with pytest.raises(InputError, match="barred has the shape"):
        holders(country, np.zeros(3, dtype=bool))
    with pytest.raises(InputError, match="gone_from has the shape"):
        holders(country, gone_from=np.zeros(3, dtype=np.int16))


def test_the_reported_depths_of_vetting_stand_in_the_figures():
    assert [posts.vetting(p).father_chon for p in ("administrator", "official", "security_agent")] == [4, 6, 8]
    assert posts.vetting("elite_cadre") == posts.Vetting(6, 4, True)
    with pytest.raises(InputError, match="security_agent"):
        posts.vetting("security_agents")


def test_every_post_has_a_name_in_both_languages():
    for code in range(len(POST_NAMES) + 1):
        assert posts.post_name(code)
    assert text("society.post.unit_leader", lang="ko") == "인민반장"


def test_workers_abroad_rise_to_2015():
    sizes = [posts.post_size("worker_abroad", year) for year in (2000, 2010, 2015)]
    assert sizes[0] < sizes[1] < sizes[2]
    assert 50_000 <= sizes[2] <= 100_000
