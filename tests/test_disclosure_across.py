"""What one table of a run would tell of another: small tables by hand, each attack on its own."""

import numpy as np
import pytest

from yeonjwa.disclosure import HIDDEN, publish, publish_all
from yeonjwa.outcome import ALL, Field, Table
from yeonjwa.reach.columns import SHARE_OF_HOME, dimensions

NESTED = (("chon", tuple(range(9))),)


def of_home(name, names, rows, home=1000, placings=1, **how):
    """A table of shares of people at home; rows: dimensions, reached and, if need be, the lowest placing."""
    columns = {d: [row[k] for row in rows] for k, d in enumerate(names)}
    reached = np.array([row[len(names)] for row in rows])
    lowest = np.array([row[len(names) + 1] if len(row) > len(names) + 1 else row[len(names)] for row in rows])
    columns |= {"at_home": [home] * len(rows), "reached": reached, "people": reached * 10.0, "share": reached / home}
    columns |= {"low": lowest / home, "high": reached / home, "placings": [placings] * len(rows)}
    columns |= {"identified": [False] * len(rows), "warning": ["w"] * len(rows)}
    fields = (*dimensions(*names), *SHARE_OF_HOME)
    return Table(name, name, fields, {k: np.array(v) for k, v in columns.items()}, **how)


def reach(*rows, **how):
    """rows: set, line, chon, reached; the year is 2008 and the clustering central."""
    names = ("set", "clustering", "lineality", "year", "chon")
    whole = [(name, "central", line, 2008, *rest) for name, line, *rest in rows]
    return of_home("reach", names, whole, nested=NESTED, **how)


def shown(table, column="reached"):
    return [None if v != v else int(v) for v in table.column(column).tolist()]


def test_what_stands_in_two_tables_is_hidden_in_both():
    """31 within 6 chon hide the 26 within 5; they stand once more beside the provinces."""
    nation = reach(("arrived", "agnatic", 5, 26), ("arrived", "agnatic", 6, 31), ("left", "agnatic", 6, 90))
    names = ("lineality", "year", "province", "chon")
    beside = of_home("reach_by_province", names, [("agnatic", 2008, ALL, 5, 26)], sums=("province",))
    assert shown(publish(beside, 0.1)) == [26]
    published = publish_all({"reach": nation, "reach_by_province": beside}, 0.1)
    assert shown(published["reach"]) == [None, 31, 90]
    assert shown(published["reach_by_province"]) == [None]
    assert published["reach_by_province"].column("suppressed").tolist() == [HIDDEN]


def test_few_people_reached_through_those_on_the_way_do_not_follow_from_two_sets():
    table = reach(("arrived", "cognatic", 2, 100), ("left", "cognatic", 2, 104))
    assert shown(publish_all({"reach": table}, 0.1)["reach"]) == [100, None]
    table = reach(("arrived", "cognatic", 2, 100), ("left", "cognatic", 2, 120))
    assert shown(publish_all({"reach": table}, 0.1)["reach"]) == [100, 120]


def test_few_children_do_not_follow_from_all_who_are_reached_and_the_adults_who_fail():
    nation = reach(("known", "agnatic", 4, 40))
    vetting = of_home("vetting", ("rule", "year", "songbun"), [("agnatic:4", 2008, ALL, 31)], home=800)
    published = publish_all({"reach": nation, "vetting": vetting}, 0.1)
    assert (shown(published["reach"]), shown(published["vetting"])) == ([40], [None])


def test_few_who_are_away_do_not_follow_from_the_living_and_those_at_home():
    fields = (*dimensions("year", "sex", "age"), Field("people", "raw", "people", "d"))
    living = {"year": [2008] * 3, "sex": ["female", "male", ALL], "age": [ALL] * 3, "people": [510, 500, 1010]}
    pyramid = Table("population_pyramid", "d", fields, {k: np.array(v) for k, v in living.items()}, sums=("sex",))
    table = reach(("left", "cognatic", 4, 100))
    assert shown(publish_all({"population_pyramid": pyramid}, 0.1)["population_pyramid"], "people") == [510, 500, 1010]
    published = publish_all({"reach": table, "population_pyramid": pyramid}, 0.1)
    assert shown(published["population_pyramid"], "people") == [510, None, None]
    assert shown(published["reach"]) == [100]


@pytest.mark.parametrize(("inner", "outer"), [("cognatic:4", "6/4"), ("6/4", "cognatic:6"), ("agnatic:6", "6/4")])
def test_rules_with_a_depth_for_each_side_hold_others_too(inner, outer):
    table = of_home("vetting", ("rule", "year", "songbun"), [(inner, 2008, ALL, 100), (outer, 2008, ALL, 110)])
    assert shown(publish(table, 0.1)) == [None, 110]


def test_the_end_of_an_interval_is_the_count_of_one_placing():
    """25 on the mean of several placings, and 14 in one of them."""
    assert shown(publish(reach(("arrived", "cognatic", 2, 25, 14), placings=3), 0.1)) == [None]
    assert shown(publish(reach(("arrived", "cognatic", 2, 25, 21), placings=3), 0.1)) == [25]


def test_a_range_over_clusterings_goes_with_the_cells_it_is_over():
    nation = reach(("arrived", "cognatic", 2, 100), ("arrived", "cognatic", 3, 110), ("left", "cognatic", 3, 300))
    claims = of_home("large_or_small", ("year", "lineality", "province", "chon"), [(2008, "cognatic", ALL, 2, 100)])
    assert shown(publish_all({"reach": nation, "large_or_small": claims}, 0.1)["large_or_small"]) == [None]
