"""How news travels: what is seen, covered up, told by phone, guessed; rumours that fade."""

import numpy as np
import pytest

from tests.beliefs.small import grown_at_home, leave, system_at
from yeonjwa.beliefs import news
from yeonjwa.months import month_of
from yeonjwa.practices import media_narrative, showpiece_families
from yeonjwa.practices.sweeps import learn_who_is_away
from yeonjwa.system.register import PLACES, parts_of

PLACE = 3


def see(system, kind, count=5, place=PLACE, who=0, severity=1.0, visibility=1.0):
    at = np.full(count, place, dtype=np.uint8)
    system.state.totals.setdefault("seen", []).append(
        ("raids", at, np.full(count, who, dtype=np.uint8), severity, visibility, kind)
    )


def busy_place(system):
    place, _, _, _ = parts_of(system.state.code[grown_at_home(system)])
    return int(np.bincount(place[place < 208]).argmax())


def test_residents_are_counted_as_one_by_one():
    system = system_at()
    people = np.flatnonzero(system.state.code & 0x7FFF)
    place, cadre, _, _ = parts_of(system.state.code[people])
    expected = np.zeros((PLACES, 2))
    np.add.at(expected, (place, cadre), 1)
    assert (news.count_residents(system.state) == expected).all()
    assert expected[:, 1].sum() > 0


def test_what_was_seen_is_heard_once_and_the_list_is_cleared():
    system = system_at()
    place = busy_place(system)
    see(system, "punishment", place=place, severity=0.05, visibility=0.5)
    news.spread(system)
    heard = news.heard(system.state)["punishment"]
    people = max(
        system.state.fields.residents[place].sum(), system.state.figure("residents_least") * system.state.scale
    )
    assert heard[place, 0] == pytest.approx(5 * 0.025 * 100_000 / people)
    assert heard[place, 1] == pytest.approx(heard[place, 0] * system.state.figure("other_standing_hears"))
    assert "seen" not in system.state.totals
    news.spread(system)
    assert not news.heard(system.state)["punishment"].any()


def test_an_unknown_kind_of_event_is_refused():
    system = system_at()
    see(system, "applause")
    with pytest.raises(ValueError, match="applause"):
        news.spread(system)


def test_rumours_reach_the_province_and_fade_away():
    system = system_at()
    place = busy_place(system)
    see(system, "capture", place=place)
    news.spread(system)
    first = system.state.fields.rumour_capture.copy()
    assert (np.flatnonzero(first) == place).all()
    news.spread(system)
    second = system.state.fields.rumour_capture.copy()
    assert (second[:208] > 0).all()
    assert second[place] < first[place]
    for _ in range(200):
        news.spread(system)
    assert (system.state.fields.rumour_capture < 1e-6).all()


def test_no_place_holds_more_than_the_most():
    system = system_at()
    for _ in range(50):
        see(system, "success", count=10_000, place=busy_place(system))
        news.spread(system)
    assert system.state.fields.rumour_success.max() <= system.state.figure("rumour_most")


def test_cover_up_hides_success_from_the_public_but_not_from_relatives():
    public, phone = {}, {}
    for without in ((), ("cover_up",)):
        system = system_at(without=without)
        see(system, "success", place=busy_place(system))
        news.spread(system)
        public[without] = system.state.fields.rumour_success.sum()
        leave(system, grown_at_home(system)[::100], months_ago=1, is_known=False)
        system.state.leavers.arrived[:] = system.state.month - 1
        phone[without] = news.by_phone(system.state)
    assert public[("cover_up",)] > public[()] > 0
    assert (phone[()] == phone[("cover_up",)]).all()
    assert phone[()].sum() > 0


def test_belief_that_calls_are_heard_keeps_news_from_spreading_by_phone():
    told = {}
    for without in ((), ("phone_interception",)):
        system = system_at(without=without)
        news.spread(system)
        leave(system, grown_at_home(system)[::100], months_ago=1, is_known=False)
        system.state.leavers.arrived[:] = system.state.month - 1
        told[without] = news.by_phone(system.state).sum()
    assert told[()] < told[("phone_interception",)]


def test_absence_is_read_as_flight_only_where_successes_are_hidden_and_yet_known():
    guesses = {}
    for without, known in (((), 0.0), ((), 40.0), (("cover_up",), 40.0)):
        system = system_at(without=without)
        news.spread(system)
        leave(system, grown_at_home(system)[::100], months_ago=1, is_known=False)
        system.state.fields.rumour_success[:] = known
        guesses[without, known] = news.guessed(system.state).sum()
    assert guesses[(), 40.0] > 0
    assert guesses[(), 0.0] == guesses[("cover_up",), 40.0] == 0


@pytest.mark.parametrize(
    ("month", "is_frightening"), [(month_of(2020, 6), True), (month_of(2020, 7), False), (month_of(2020, 8), False)]
)
def test_families_fear_more_in_the_month_in_which_the_media_turn_on_them(month, is_frightening):
    system = system_at(month)
    people = system.state.people
    leave(system, grown_at_home(system)[::200])
    system.state.fields.punish[:] = 0.1
    media_narrative.tell(system)
    assert (people.fear > 0).any() == is_frightening
    if is_frightening:
        assert (people.file[people.fear > 0] >= 0).all()
    else:
        assert not system.state.ledger._of_year


def test_only_families_of_cadre_are_shown_and_only_while_the_practice_lasts():
    for month, expected in ((month_of(2010), False), (month_of(2016), True)):
        system = system_at(month)
        state = system.state
        leave(system, grown_at_home(system)[::20])
        state.files.who[:] = np.arange(len(state.files)) % 2
        state.files.where[:] = 0
        learn_who_is_away(system)
        for _ in range(24):
            showpiece_families.show(system)
            state.month += 1
        seen = state.totals.get("seen", [])
        assert bool(seen) == expected
        assert all((who == 1).all() and kind == "leniency" for _, _, who, _, _, kind in seen)


def test_a_story_frightens_nobody_where_no_punishment_of_relatives_is_believed_in():
    system = system_at(month_of(2020, 6))
    leave(system, grown_at_home(system)[::200])
    system.state.fields.punish[:] = 0.0
    media_narrative.tell(system)
    assert not system.state.people.fear.any()
    assert not system.state.ledger._of_year
