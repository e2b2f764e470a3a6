"""Lists of what is due in a later month, against a dictionary of sets."""

from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from yeonjwa.system.ends import Ends

LAST = 30
calls = st.lists(
    st.tuples(
        st.sampled_from(["detained", "birth"]),
        st.lists(st.tuples(st.integers(-3, LAST + 3), st.integers(0, 40)), max_size=8),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(calls)
def test_lists_hold_who_was_put_on_them_for_the_month_and_forget_what_lies_beyond(given_calls):
    ends, expected = Ends(LAST), defaultdict(set)
    for name, entries in given_calls:
        ends.put(name, [month for month, _ in entries], [person for _, person in entries])
        for month, person in entries:
            expected[name, month].add(person)
    for name in ("detained", "birth"):
        for month in range(-3, LAST + 4):
            wanted = sorted(expected[name, month]) if 0 <= month <= LAST else []
            assert ends.due(name, month).tolist() == wanted
    inside = {key: sorted(ids) for key, ids in expected.items() if ids and 0 <= key[1] <= LAST}
    assert ends.lists() == inside


def test_one_month_for_all():
    ends = Ends(LAST)
    ends.put("exile", 7, [3, 1, 3])
    assert ends.due("exile", 7).tolist() == [1, 3]
    assert ends.due("camp", 7).size == 0
