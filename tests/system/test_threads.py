"""Work in two threads gives what one would give, in order, and errors reach who asked."""

from __future__ import annotations

import threading
import time

import pytest

from yeonjwa.system.threads import aside, begin, each


def test_results_stand_in_the_order_of_the_parts():
    assert each(lambda part: part * part, range(200)) == [part * part for part in range(200)]
    assert each(str, []) == []
    assert each(str, [7]) == ["7"]


def test_a_part_handed_over_is_worked_on_by_another_thread_once():
    """The first part waits until the second has begun, which only another thread can do meanwhile."""
    begun, threads = threading.Event(), []

    def work(part: int) -> int:
        threads.append(threading.get_ident())
        if part == 0:
            assert begun.wait(10)
        begun.set()
        return part

    assert each(work, (0, 1)) == [0, 1]
    assert len(threads) == len(set(threads)) == 2


@pytest.mark.parametrize("wrong", [0, 1, 2])
def test_errors_of_any_part_reach_the_caller_and_the_next_call_is_sound(wrong):
    def work(part: int) -> int:
        time.sleep(0.002)
        if part == wrong:
            raise ValueError(f"part {part}")
        return part

    with pytest.raises(ValueError, match=f"part {wrong}"):
        each(work, range(3))
    assert each(abs, range(3)) == [0, 1, 2]


def test_parts_may_hand_over_parts_of_their_own():
    assert each(lambda part: sum(each(lambda own: own + part, range(5))), range(20)) == [10 + 5 * k for k in range(20)]


def test_parts_are_helped_with_while_something_long_is_aside():
    over, begun = threading.Event(), threading.Event()
    long = aside(lambda: over.wait(10), is_long=True)
    assert each(lambda part: begun.wait(10) if part == 0 else begun.set(), (0, 1)) == [True, None]
    over.set()
    assert long.result()


@pytest.mark.parametrize("is_long", [True, False])
def test_what_was_begun_beside_gives_the_same_whoever_works_on_it(is_long):
    caller, workers = threading.get_ident(), set()

    def work(part: int) -> int:
        workers.add(threading.get_ident())
        return part * part

    begun = begin(work, range(50), is_long=is_long)
    if is_long:
        while not workers:  # begun by another before anybody asks
            time.sleep(0.001)
    assert begun.results() == [part * part for part in range(50)]
    assert (workers == {caller}) == (not is_long)


def test_several_threads_may_ask_for_what_was_begun_beside():
    for _ in range(200):
        begun = begin(abs, range(-3, 0), is_long=True)
        assert each(lambda part: begun.results(), range(4)) == [[3, 2, 1]] * 4  # noqa: B023


def test_errors_of_what_was_begun_beside_reach_who_asks_for_the_results():
    def work(part: int) -> None:
        raise ValueError(f"part {part}")

    for is_long in (True, False):
        with pytest.raises(ValueError, match="part"):
            begin(work, range(3), is_long=is_long).results()
