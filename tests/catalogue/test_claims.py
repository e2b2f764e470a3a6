"""Claims of the reports: complete, checked, linked, and each piece of evidence counted once."""

import pytest

from yeonjwa.catalogue import claims as module
from yeonjwa.catalogue import figures, sources
from yeonjwa.catalogue.claims import (
    LAST_OF_LEDGER,
    Claim,
    Link,
    checks,
    claim,
    claims,
    evidence,
    mechanisms,
    outlets,
    processes,
)
from yeonjwa.catalogue.files import areas
from yeonjwa.catalogue.practices import practices
from yeonjwa.catalogue.reports import report, reports
from yeonjwa.errors import InputError

OUTLET_CODES = {"Daily NK": "DNK", "Radio Free Asia": "RFA"}


def row_of(key: str) -> dict:
    """The fields of a claim as a file would give them."""
    return claims()[key].model_dump(exclude={"key"})


def test_every_number_of_the_ledger_stands_exactly_once():
    assert sorted(c.ledger for c in claims().values() if c.ledger) == list(range(1, LAST_OF_LEDGER + 1))


def test_what_the_ledger_misses_is_numbered_on_from_its_end():
    added = [c.number for c in claims().values() if c.ledger is None]
    assert added == list(range(LAST_OF_LEDGER + 1, LAST_OF_LEDGER + 1 + len(added)))
    assert 0 < len(added) <= 18


def test_an_id_names_the_outlet_and_the_year_of_the_latest_report():
    for found in claims().values():
        latest = max((report(key) for key in found.report), key=lambda r: r.date)
        assert found.key.endswith(f"_{OUTLET_CODES[latest.outlet]}{latest.date[2:4]}"), found.key


def test_a_file_holds_the_claims_of_one_report_only():
    for name, rows in areas("claims").items():
        if name != "several":
            assert len({str(row["report"]) for row in rows.values()}) == 1, name
    assert all(isinstance(row["report"], list) for row in areas("claims")["several"].values())


def test_every_claim_is_linked_to_a_mechanism_a_check_or_a_reason():
    for found in claims().values():
        reasons = [link.not_modelled for link in found.links if link.not_modelled]
        assert found.links, found.key
        assert not reasons or (len(found.links) == 1 and len(reasons[0]) > 30), found.key


def test_no_claim_leads_only_to_what_is_described():
    status = {
        **{k: p.status for k, p in practices().items()},
        **{k: r["status"] for k, r in (processes() | checks()).items()},
    }
    for found in claims().values():
        named = [link.mechanism or link.check for link in found.links if not link.not_modelled]
        assert not named or any(status[name] == "modelled" for name in named), found.key


def test_a_claim_that_a_practice_models_stands_among_the_claims_of_the_practice():
    for found in claims().values():
        for link in found.links:
            if link.mechanism in practices():
                assert found.key in practices()[link.mechanism].claims, (found.key, link.mechanism)


def test_every_testable_claim_has_a_check():
    used = {link.check for c in claims().values() for link in c.links}
    # Size of the detained and camp figures are checks of their own; T15 rests on the treatment by stratum.
    assert {f"T{n}" for n in range(1, 19)} <= used, {f"T{n}" for n in range(1, 19)} - used


@pytest.mark.parametrize("side", ["corroborated_by", "contradicted_by", "same_as"])
def test_what_two_claims_say_of_each_other_is_said_by_both(side):
    for found in claims().values():
        for other in getattr(found, side):
            if other in claims():
                assert found.key in getattr(claims()[other], side), (found.key, other)


def test_no_claim_bears_out_another_of_its_own_report():
    for found in claims().values():
        for other in found.corroborated_by:
            assert other not in claims() or not set(found.report) & set(claims()[other].report), (found.key, other)


def test_the_same_words_never_count_twice():
    for found in claims().values():
        for side in (found.corroborated_by, found.contradicted_by):
            # A twin may speak against the claim too, but only one of the two is named.
            assert not [a for a in side if a in claims() and set(claims()[a].same_as) & set(side)], found.key
        assert not set(found.rests_on) & set(found.corroborated_by), found.key
        for other in found.same_as:
            assert claims()[other].report == found.report, (found.key, other)


def test_known_double_entries_are_marked():
    for a, b in ((55, 127), (69, 123), (105, 117), (109, 119)):
        assert claim(str(b)).key in claim(str(a)).same_as


def test_entries_that_the_ledger_misreads_say_so():
    for number in (17, 29, 62, 71, 109, 118, 120, 122, 124, 125, 126):
        assert claim(str(number)).ledger_ok is False, number


def test_vetting_is_told_as_looking_into_relatives_not_as_barring():
    for number in ("35", "36", "37"):
        assert "bars" not in claim(number).says
        assert "not barring" in claim(number).note or "does not say that a relative" in claim(number).note


def test_shot_is_not_counted_as_killed():
    assert "killed" not in claim("90").says
    assert "not said" in claim("90").says


def test_a_note_on_a_source_holds_no_figure():
    for found in claims().values():
        if "source" in found.by:
            assert not found.figures, found.key


def test_a_disputed_case_is_used_by_no_test():
    (link,) = claim("80").links
    assert link.not_modelled


def test_a_claim_that_is_not_modelled_leads_on_to_modelled_ones_that_ask_the_same():
    assert claim("80").see
    for found in claims().values():
        assert not found.see or found.links[0].not_modelled, found.key
        assert all(link.mechanism or link.check for key in found.see for link in claim(key).links), found.key


def test_what_the_first_two_readings_missed_is_said_to_be_of_the_third():
    for found in claims().values():
        assert (found.number > 137) == ("a third reading, sentence by sentence, added it" in found.note), found.key


def test_settled_readings_say_how():
    for found in claims().values():
        if found.readings == "settled" and found.ledger is not None:
            assert found.note.count("Two readings:") == 1, found.key
            assert len(found.note.split("Two readings:")[1]) > 25, found.key


def test_claims_inform_only_figures_that_exist():
    assert all(key in figures() for c in claims().values() for key in c.informs)


def test_evidence_leaves_out_weak_sources_and_twins():
    assert evidence("EliteKinBefore_DNK15") == ("dailynk-2015-07-03", "dailynk-2016-12-13")
    assert not [key for key in evidence("CampKinSet_RFA15") if key in sources() and sources()[key].weak]
    assert outlets(evidence("InformerReward_DNK16")) == ("Daily NK",)


def test_a_claim_is_found_by_its_number():
    assert claim("72").key == "InformerReward_DNK16"
    with pytest.raises(InputError, match="expected 1 to 143"):
        claim("999")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"kind": "rumour"}, "kind"),
        ({"place": "moon"}, "place"),
        ({"by": ["nobody"]}, "by"),
        ({"basis": "hearsay"}, "basis"),
        ({"readings": "once"}, "readings"),
        ({"surprise": 1}, "surprise"),
        ({"links": []}, "links"),
        ({"links": [{"mechanism": "exle"}]}, "Did you mean 'exile'"),
        ({"links": [{"check": "T19"}]}, "check 'T19'"),
        ({"links": [{"check": "T1", "mechanism": "exile"}]}, "exactly one"),
        ({"report": ["dailynk-2016-12-31"]}, "Did you mean 'dailynk-2016-12-13'"),
        ({"period": {"words": "w", "since": "12/2016", "until": None}}, "no date"),
        ({"period": {"words": "w", "since": "2016-13", "until": None}}, "no date"),
        ({"informs": ["claimed_arrival"]}, "Did you mean 'claimed_arrivals'"),
        ({"ledger_ok": None}, "both"),
        ({"ledger": None, "ledger_ok": None}, "above 127"),
        ({"readings": "settled", "note": "nothing"}, "how they were settled"),
    ],
)
def test_a_claim_that_breaks_the_form_is_refused(change, reason):
    with pytest.raises(ValueError, match=reason):
        Claim(key="InformerReward_DNK16", **{**row_of("InformerReward_DNK16"), **change})


@pytest.mark.parametrize("key", ["informer_DNK16", "InformerReward", "InformerReward_XYZ16", "InformerReward_DNK2016"])
def test_an_id_that_does_not_name_its_report_is_refused(key):
    with pytest.raises(ValueError, match="key"):
        Claim(key=key, **row_of("InformerReward_DNK16"))


def broken(monkeypatch, rows):
    monkeypatch.setattr(module, "entries", lambda folder: rows)
    module.claims.cache_clear()


def test_the_loader_names_the_entry_and_the_near_miss(monkeypatch):
    rows = dict(areas("claims")["s2_rfa15"])
    try:
        bad = {**rows, "KinSupport_RFA15": {**rows["KinSupport_RFA15"], "place": "pyongyang"}}
        broken(monkeypatch, bad)
        with pytest.raises(InputError, match="claim 'KinSupport_RFA15': place"):
            module.claims()
        bad = {**rows, "KinSupport_RFA15": {**rows["KinSupport_RFA15"], "same_as": ["PayersFeer_RFA15"]}}
        broken(monkeypatch, bad)
        with pytest.raises(InputError, match="Did you mean 'PayersFear_RFA15'"):
            module.claims()
        broken(monkeypatch, rows)
        with pytest.raises(InputError, match="no claim and no source"):
            module.claims()  # the other reports are missing
        bad = {**rows, "KinSupport_RFA15": {**rows["KinSupport_RFA15"], "ledger": 25}}
        broken(monkeypatch, bad)
        with pytest.raises(InputError, match="stands twice"):
            module.claims()
    finally:
        monkeypatch.undo()
        module.claims.cache_clear()


def test_an_unknown_claim_or_report_is_refused_with_the_near_miss():
    with pytest.raises(InputError, match="Did you mean 'InformerReward_DNK16'"):
        claim("InformerRewards_DNK16")
    with pytest.raises(InputError, match="Did you mean 'dailynk-2016-12-13'"):
        report("dailynk-2016-12-3")


def test_the_reports_are_five_each_with_doubts_in_both_languages():
    assert {r.code for r in reports().values()} == {"S0", "S1", "S2", "S3", "S4"}
    assert [r.date for r in reports().values()] == sorted(r.date for r in reports().values())
    for found in reports().values():
        assert len(found.reliability) == len(found.reliability_ko) >= 2, found.key
        assert any("\uac00" <= letter <= "\ud7a3" for letter in found.title_ko), found.key


def test_korean_paraphrases_are_korean():
    for found in claims().values():
        assert any("\uac00" <= letter <= "\ud7a3" for letter in found.says_ko), found.key


def test_a_link_names_a_known_thing():
    assert Link(mechanism="vet").mechanism in mechanisms()
    assert {check["status"] for check in checks().values()} == {"planned", "modelled"}
