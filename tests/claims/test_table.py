"""What leaves: the table, JSON, terminal and report obey the floor; verdicts stand without their numbers."""

import json

import numpy as np
import pytest

from yeonjwa import messages
from yeonjwa.claims import words
from yeonjwa.claims.result import Detail, Measured, Result, Varied
from yeonjwa.claims.running import Findings
from yeonjwa.claims.table import claims_table, objects, sensitivity_table
from yeonjwa.cli.claims import lines, seeds_of
from yeonjwa.errors import InputError
from yeonjwa.report.claims_section import claims_page, claims_section

MANY = Result(
    "T1", Measured(0.0314, 0.026, 0.036, 8000, (Varied("chon", "8", 0.59, 9000, 8), Varied("chon", "2", 0.0037, 5, 2))), "depends", ("chon",),
)  # fmt: skip
FEW = Result(
    "T14", Measured(1.731, 1.2, 2.8, 19, (), (Detail("cadres_per_1000", 12.345, 19, of="2002-2011"),)), "supported"
)
SIGNS = tuple(
    Detail("hazard_of_stratum", sign=s, raw=n, of=o)
    for s, n, o in (("more", 50, "a"), ("fewer", 50, "b"), ("fewer", 3, "c"))
)
SIGNED = Result("T4", Measured(1 / 3, 0, 1, 400, (), SIGNS), "depends", ("grievance_effect",))
RESULTS = (MANY, FEW, SIGNED)


def test_the_table_hides_numbers_of_few_and_keeps_the_verdict():
    table = claims_table(RESULTS)
    rows = {claim: k for k, claim in enumerate(table.column("claim").tolist())}
    assert table.column("estimate")[rows["T1"]] == 0.0314
    assert np.isnan([table.column(name)[rows["T14"]] for name in ("rests_on", "estimate", "low", "high")]).all()
    assert table.column("verdict").tolist() == ["depends", "supported", "depends"]
    assert table.column("supported_if")[0] == "> 0.1"
    assert table.column("suppressed")[rows["T14"]].startswith("hidden")


def test_far_kin_of_a_small_country_and_few_people_are_not_shown_under_other_assumptions():
    assert np.isnan(sensitivity_table(RESULTS, 0.01).column("estimate")).tolist() == [True, True]
    assert np.isnan(sensitivity_table(RESULTS, 0.1).column("estimate")).tolist() == [False, True]


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_no_hidden_number_appears_in_any_view(language):
    messages.use(language=language)
    views = [
        json.dumps(objects(RESULTS, 0.01), ensure_ascii=False),
        "\n".join(lines(Findings(RESULTS, {}, 0.01, (1,)), is_full=True)),
        repr(claims_section(RESULTS, 0.01, (1, 2))),
        claims_page(RESULTS, {"version": "0", "command": "c", "catalogue": {"hash": "h"}, "scale": 0.01, "seeds": [1]}),
    ]
    for view in views:
        assert "T14" in view
        assert not [number for number in ("1.73", "12.3", "59", "0.37") if number in view]


def test_json_objects_have_what_is_promised():
    for row in objects(RESULTS, 0.1):
        assert {"claim", "verdict", "estimate", "low", "high", "identified", "warning", "statistic", "unit", "supported_if",
                "refuted_if", "sensitivity", "built_in"} <= row.keys()  # fmt: skip
    first = objects(RESULTS, 0.1)[0]
    assert (first["verdict"], first["estimate"], first["identified"]) == ("depends on chon", 0.0314, False)
    assert first["sensitivity"][0] == {"assumption": "chon", "value": "8", "estimate": 0.59}


def test_signs_stand_together_and_few_people_have_none():
    (line,) = words.details(SIGNS)
    assert "more: a" in line
    assert "fewer: b" in line
    assert "hidden: too few people: c" in line


def test_the_section_of_the_report_has_a_row_for_each_claim():
    section = claims_section(RESULTS, 0.1, (1, 2))
    assert [row[0].partition(".")[0] for row in section.blocks[1].rows] == ["T1", "T14", "T4"]
    assert "3.1 %" in section.blocks[1].rows[0][2] or "3.1%" in section.blocks[1].rows[0][2]


def test_a_number_of_seeds_counts_from_one_and_a_list_is_taken_as_it_stands():
    assert seeds_of("3") == (1, 2, 3)
    assert seeds_of("5-7,2") == (5, 6, 7, 2)
    with pytest.raises(InputError, match="101"):
        seeds_of("1-101")
