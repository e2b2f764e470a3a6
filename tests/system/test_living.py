"""Who lives, and who does so at home, against the plain twin."""

import numpy as np
import pytest

from tests.system.tools import live, toy_system
from yeonjwa.system.living import lives_plain
from yeonjwa.system.register import HOME


@pytest.fixture(scope="module")
def state():
    """A toy country in which some have left, and some were brought back."""
    system = toy_system(4_000)
    for _ in live(system, 24, share=0.02):
        pass
    return system.state


def test_who_lives_and_who_is_at_home_is_as_by_the_plain_twin(state):
    everybody = np.arange(-3, state.code.size)
    born = state.born_before(state.month + 1)
    lives = [lives_plain(p, born, state.month, state.gone) for p in everybody.tolist()]
    home = [is_living and state.whereabouts[p] == HOME for p, is_living in zip(everybody, lives, strict=True)]
    assert state.lives(everybody).tolist() == lives
    assert state.at_home(everybody).tolist() == home
    assert 0 < sum(home) < sum(lives) < everybody.size


def test_answers_have_the_shape_of_the_question(state):
    some = np.arange(3_000, 3_600, dtype=np.int32)
    assert np.array_equal(state.at_home(some.reshape(20, 30)).ravel(), state.at_home(some))
    assert np.array_equal(state.lives(some[::-2]), state.lives(some)[::-2])
    assert state.lives(some[:0]).shape == state.at_home([]).shape == (0,)
    assert state.at_home(int(some[0])).shape == ()
