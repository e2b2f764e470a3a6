"""Calls and money from abroad, and support of poor relatives by those with much to lose."""

import numpy as np
import pytest

from tests.beliefs.small import grown_at_home, leave, system_at
from tests.system.tools import live, toy_system
from yeonjwa.families import extortion, money, remittance, support
from yeonjwa.families.poor_kin import in_need, in_need_plain
from yeonjwa.families.receivers import receivers_at_home, receivers_at_home_plain
from yeonjwa.families.silence import chance_of_silence
from yeonjwa.months import month_of
from yeonjwa.practices import phone_interception
from yeonjwa.system.figures import FigureReader
from yeonjwa.system.ledger import kin_band
from yeonjwa.system.register import DETAINED

OFTEN = {"call_month_south": 0.1, "money_with_call": 1.0, "silence_of_dread": 0.0}


JANUARY = month_of(2015)


def after_a_year(month=JANUARY, **scenario):
    system = system_at(month, **scenario)
    system.state.scale = 1.0  # so that there are officers
    leave(system, grown_at_home(system)[::25])
    for _ in range(12):
        remittance.send(system)
        system.state.month += 1
    return system


def total(system, name):
    return float(system.state.ledger.yearly[name].sum())


def test_what_is_sent_is_what_arrives_and_what_others_keep():
    system = after_a_year(figures=OFTEN)
    sent = total(system, "remittance_sent_usd")
    assert sent > 0
    kept = sum(total(system, f"remittance_{name}_usd") for name in ("to_brokers", "to_agents", "arrived"))
    assert kept == pytest.approx(sent)
    assert total(system, "remittance_to_brokers_usd") == pytest.approx(sent * system.state.figure("broker_fee"))


def test_contact_and_money_reach_relatives_at_home_and_nobody_else():
    system = after_a_year(figures=OFTEN)
    state = system.state
    people = state.people
    in_contact = people.person[people.contact_until >= 0].astype(np.int64)
    leavers = np.unique(state.leavers.person).astype(np.int64)
    called = np.setdiff1d(in_contact, leavers)
    assert called.size > 0
    assert np.isin(in_contact, leavers).any()  # whoever calls is in contact too
    near = state.kin(leavers, "cognatic:2").id
    state.month -= 12  # who was widowed since was a spouse then
    near = np.union1d(near, state.kin(leavers, "cognatic:2").id)
    assert np.isin(called, near).all()
    assert (people.hardship[people.contact_until >= 0] <= 0).all()
    state.month += 12
    rows = np.flatnonzero(people.contact_until >= 0)
    system.deciding.renew_bounds(state)
    assert (people.cap[rows] >= system.deciding.raise_of(state, rows)).all()


def test_nobody_calls_before_there_were_phones():
    system = after_a_year(month_of(1996), figures=OFTEN)
    assert total(system, "contacts") == 0


def test_sealing_and_fear_of_listeners_cut_contact():
    plain = total(after_a_year(figures=OFTEN), "contacts")
    silent = after_a_year(figures={**OFTEN, "silence_of_dread": 1.5})
    assert total(silent, "contacts") < plain
    assert total(silent, "calls_let_pass_for_fear") > 0
    fearless = after_a_year(figures={**OFTEN, "silence_of_dread": 1.5}, without=["phone_interception"])
    assert total(fearless, "calls_let_pass_for_fear") == 0


def test_silence_grows_with_what_a_family_fears():
    system = system_at(month_of(2015))
    people = grown_at_home(system)[:50]
    before = chance_of_silence(system.state, people)
    system.state.fields.punish[:] = 1.0
    assert (chance_of_silence(system.state, people) > before).all()


def test_where_nobody_listens_nobody_is_found_out_and_agents_take_nothing():
    system = after_a_year(figures=OFTEN, without=["phone_interception"])
    assert total(system, "contacts_found_out") == total(system, "remittance_to_agents_usd") == 0
    assert "phone_interception" not in system.state.ledger._of_year
    listened = after_a_year(figures={**OFTEN, "interception_chance": 0.3})
    assert total(listened, "contacts_found_out") > 0


def test_contact_found_out_is_harm_and_from_2024_far_more_are_held():
    held = {}
    for month in (month_of(2023), month_of(2024)):
        system = system_at(month, figures={"interception_chance": 0.6})
        system.state.scale = 1.0
        people = grown_at_home(system)
        found = phone_interception.listen(system, people, people, np.ones(people.size, dtype=np.int64))
        held[month] = (system.state.whereabouts == DETAINED).sum() / max(found.sum(), 1)
        assert 0 < found.sum() < people.size
        assert sum(rows.size for rows in system.state.ledger._of_year["phone_interception"]) == found.sum()
    assert held[month_of(2024)] > 2 * held[month_of(2023)] > 0


def test_harm_of_a_contact_is_noted_at_the_degree_to_who_called():
    system = system_at(JANUARY, figures={"interception_chance": 0.6})
    system.state.scale = 1.0
    people = grown_at_home(system)[:200]
    chon = np.resize([0, 1, 2], people.size)
    found = phone_interception.listen(system, people, people, chon)
    noted = np.concatenate(system.state.ledger._of_year["phone_interception"])
    assert found.any()
    assert dict(zip(noted["person"], noted["kin"], strict=True)) == dict(
        zip(people[found], kin_band(chon[found]), strict=True)
    )


def test_no_more_is_found_out_than_officers_can_trace_and_what_is_let_pass_costs_a_share():
    found, taken = {}, {}
    for hours, bribe in ((0.0, 0.5), (160.0, 0.5), (160.0, 50.0)):
        system = system_at(JANUARY)
        system.state.scale = 1.0
        system.state.figure = FigureReader(
            {"interception_chance": 0.6, "officer_hours_month": hours, "officers_value_bribe": bribe}
        )
        people = grown_at_home(system)
        taken[hours, bribe] = phone_interception.share_taken(system, people).sum()
        found[hours, bribe] = phone_interception.listen(
            system, people, people, np.ones(people.size, dtype=np.int64)
        ).sum()
    assert found[0.0, 0.5] == 0
    assert found[160.0, 0.5] > found[160.0, 50.0]
    assert taken[160.0, 0.5] < taken[160.0, 50.0]


def supported(month=JANUARY, hardship=0.6, **scenario):
    system = system_at(month, persons=30_000, **scenario)
    system.state.fields.hardship[:] = hardship
    for _ in range(12):
        support.pay(system)
        system.state.month += 1
    return system


ALL_PAY = {"leaving_believed_by_payers": 0.1, "support_looks_every_months": 6.0}


def test_who_fears_for_the_post_pays_poor_relatives_within_the_budget():
    system = supported(figures=ALL_PAY)
    cases = total(system, "support_cases")
    assert cases > 0
    f = system.state.figure
    assert f("support_least_usd") * cases <= total(system, "support_usd") <= f("support_budget_usd") * cases + 1e-6
    relieved = system.state.people.hardship < 0
    assert relieved.sum() > 0


def test_nobody_pays_where_nothing_is_believed_to_follow_or_nobody_is_poor():
    nothing = supported(figures=ALL_PAY, without=["recall_abroad", "loss_of_post"])
    assert total(nothing, "support_cases") == total(nothing, "extortion_hints") == 0
    assert total(supported(hardship=0.1, figures=ALL_PAY), "support_cases") == 0


def test_more_fear_moves_more_money():
    month = month_of(2005)
    low = total(supported(month, figures={**ALL_PAY, "recall_chance": 0.5}), "support_usd")
    high = total(supported(month, figures={**ALL_PAY, "recall_chance": 1.0}), "support_usd")
    assert high > low


def test_the_poorer_hint_more_and_hints_bring_money_to_bluffers_too():
    system = system_at(month_of(2015), persons=30_000)
    people = grown_at_home(system)[:2000]
    poor = extortion.hints(system, people, people, np.full(people.size, 0.8))
    well = extortion.hints(system, people, people, np.zeros(people.size))
    assert (poor >= well).all()
    assert poor.sum() > well.sum()
    hinting = {**ALL_PAY, "hint_of_hardship": 0.5}
    paid = supported(figures=hinting)
    assert total(paid, "extortion_cases") >= total(paid, "extortion_bluffs_paid") > 0
    assert total(paid, "extortion_usd") <= total(paid, "support_usd")


def test_the_month_of_money_runs_as_one():
    system = system_at(month_of(2015, 12), persons=30_000)
    leave(system, grown_at_home(system)[::100])
    money.earn_send_and_support(system)
    assert total(system, "contacts") >= 0


def test_relatives_in_need_are_those_of_the_slow_twin():
    system = toy_system(4_000, 3)
    state = system.state
    for _ in live(system, 24, share=0.01):
        pass
    draw = np.random.default_rng(4)
    state.fields.hardship[:] = draw.uniform(-0.2, 0.4, state.fields.hardship.shape)
    rows = np.arange(1, len(state.people))
    state.people.add_to("hardship", rows, draw.normal(0, 0.3, rows.size), state.month - 5, 0.1)
    persons = np.flatnonzero(state.lives(np.arange(state.gone.size))).astype(np.int32)
    at, hardship = in_need(state, persons, 16, 0.15)
    assert list(zip(at.tolist(), hardship.tolist(), strict=True)) == in_need_plain(state, persons, 16, 0.15)
    assert 100 < at.size < persons.size / 2
    assert (state.people.row_of[persons[at]] > 0).any()


def test_those_who_are_called_are_those_of_the_slow_twin():
    system = toy_system(8_000, 3)
    state = system.state
    for _ in live(system, 24, share=0.05):
        pass
    senders = np.flatnonzero(state.lives(np.arange(state.gone.size)))  # so many that two threads choose
    kin, _ = system.deciding.close_kin(state, senders)
    found, left = receivers_at_home_plain(state, senders, kin)
    here = int((kin >= 0).sum())
    at, slot = receivers_at_home(state, senders, kin)
    assert list(zip(at.tolist(), slot.tolist(), strict=True)) == found
    assert kin.tolist() == left
    assert 1000 < at.size < senders.size
    assert (kin >= 0).sum() < here


def test_each_payer_pays_whoever_seems_the_greatest_danger_and_of_equals_the_first():
    """Twin: sorted by payer, and by money that falls. Many would be paid alike, and some payers pay nobody."""
    rng = np.random.default_rng(6)
    at, money = np.sort(rng.integers(0, 60, 400)), rng.integers(0, 5, 400).astype(np.float64)
    money[at % 7 == 0] = 0.0
    order = np.lexsort((np.arange(400), -money, at))
    expected = order[np.append(True, np.diff(at[order]) > 0)]
    assert support.dearest(at, money, 1.0).tolist() == expected[money[expected] >= 1.0].tolist()
    assert support.dearest(at, money, 9.0).size == 0
