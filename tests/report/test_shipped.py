"""The results that the program brings with it: whole, readable, protected; headed as not of this run; replaced by one's own."""

from importlib import resources

import pytest

from tests.claims.test_files import COMMAND, TESTED
from tests.same_files import assert_same
from yeonjwa import messages, shipped
from yeonjwa.catalogue.histories import histories
from yeonjwa.claims import files as claims_files
from yeonjwa.claims.fixed import claim_tests
from yeonjwa.claims.table import warning_key
from yeonjwa.disclosure import FLOOR_PEOPLE
from yeonjwa.provenance import catalogue_hash
from yeonjwa.report import shown as module
from yeonjwa.report.shown import KINDS, shown
from yeonjwa.rivals import table as rivals
from yeonjwa.rivals.outside import outside_figures
from yeonjwa.rivals.running import BESIDE
from yeonjwa.scenario import Scenario

SIMULATED = Scenario(departures="simulated")


@pytest.fixture(scope="module")
def claims():
    return claims_files.read_shipped()[1]


@pytest.fixture(scope="module")
def kept():
    return rivals.read_shipped()


def said_of(found, key):
    """The heading of a section."""
    (section,) = [s for s in found.sections if s.key == key]
    assert section.blocks[0].is_warning
    return section.blocks[0].words


def test_every_claim_is_there_with_all_that_belongs_to_its_number(claims):
    assert [row["claim"] for row in claims.rows["claims"]] == list(claim_tests())
    assert len(claims.rows["claims"]) == 18
    for row in claims.rows["claims"]:
        assert row["verdict"]
        assert isinstance(row["identified"], bool)
        assert row["warning"] == warning_key(row["claim"])
        numbers = [row[name] for name in ("estimate", "low", "high")]
        assert (None in numbers) == (numbers == [None] * 3) == bool(row["suppressed"]), row["claim"]


def test_every_history_stands_beside_every_figure_and_the_others_beside_one(kept):
    beside = {(row["history"], row["figure"]) for row in kept.rows["histories"]}
    assert beside == {(history, figure) for history in histories() for figure in outside_figures()}
    assert {row["history"] for row in kept.rows["histories_harm"]} == set(histories())
    assert {row["history"] for row in kept.rows["histories_arrivals"]} == set(histories()) - {BESIDE}
    assert not any(row["identified"] for rows in kept.rows.values() for row in rows)
    assert all(row["warning"] in messages.catalogue("en") for rows in kept.rows.values() for row in rows)


def test_they_say_from_what_when_and_on_what_they_were_made(claims, kept):
    for one in (claims, kept):
        assert one.about["scale"] >= 0.1
        assert len(one.about["seeds"]) > 1
        assert "--out" not in one.about["command"]
        assert {"time", "machine", "python", "libraries"} == one.made.keys()


def test_what_is_packed_reads_back_to_the_last_digit(claims, kept, tmp_path):
    for one, command, shapes in ((claims, "claims", claims_files.SHAPES), (kept, "histories", rivals.SHAPES)):
        files = shipped.pack(one, command, shapes, tmp_path)
        again = shipped.read(command, shapes, "claims.bear_in_mind", tmp_path)
        assert again.rows == one.rows
        assert again.record() == one.record()
        packaged = resources.files(shipped)
        assert all(path.read_bytes() == (packaged / path.name).read_bytes() for path in files)
        assert sum(path.stat().st_size for path in files) < 400_000, "the package stays small"


def test_a_table_of_a_command_packs_to_what_the_command_published(tmp_path):
    (tmp_path / "in").mkdir()
    claims_files.write(tmp_path / "tested", TESTED, COMMAND)
    results, told = claims_files.read(tmp_path / "tested")
    shipped.pack(told, "claims", claims_files.SHAPES, tmp_path / "in")
    again = shipped.read("claims", claims_files.SHAPES, claims_files.WARNING, tmp_path / "in")
    for name, content in again.files.items():
        (tmp_path / "in" / name).write_bytes(content)
        assert_same(tmp_path / "in" / name, tmp_path / "tested" / name)
    assert again.made == told.made
    assert None in [row["estimate"] for row in again.rows["claims"]]
    assert len(results) == len(again.rows["claims"])


def test_no_number_rests_on_too_few(claims, kept):
    rows = [row for one in (claims, kept) for of_table in one.rows.values() for row in of_table]
    assert len(rows) > 1000
    for row in rows:
        numbers = [row.get(name) for name in ("estimate", "low", "high", "harm")]
        if row["suppressed"]:
            assert (row["rests_on"], *numbers) == (None,) * 5
        elif row["rests_on"]:
            assert row["rests_on"] >= FLOOR_PEOPLE
    # Histories share their people: counts stand in multiples of the floor only.
    for name in kept.rows:
        assert all((row["rests_on"] or 0) % FLOOR_PEOPLE == 0 for row in kept.rows[name])


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_a_simulated_run_shows_them_under_a_heading_that_says_whose_they_are(language, claims):
    messages.use(language=language)
    found = shown({}, SIMULATED)
    assert [section.key for section in found.sections] == ["tested-claims", "histories"]
    assert {kind: record["origin"] for kind, record in found.record.items()} == dict.fromkeys(KINDS, "shipped")
    assert set(found.files) == {f"{name}.parquet" for name in found.tables}
    for key in ("tested-claims", "histories"):
        said = said_of(found, key)
        assert claims.about["version"] in said
        assert "0.1" in said
        assert "`yeonjwa run --" in said


def test_their_numbers_lead_to_claims_figures_and_sources():
    tested, rival = shown({}, SIMULATED).sections
    origin = dict(tested.blocks[-1].rows)
    assert list(origin) == list(claim_tests())
    assert any("87" in part.words for part in origin["T1"])
    assert any(part.to.startswith("figure-") for parts in origin.values() for part in parts)
    beside = [part for _, parts in rival.blocks[-1].rows[1:] for part in parts]
    assert all(part.to == f"source-{part.words}" for part in beside)


def test_a_run_of_another_world_says_that_they_do_not_follow_it():
    other = Scenario(
        departures="simulated", without=("exile",), history="by-selection", population={"fertility_spread": 0.2}
    )
    said = said_of(shown({}, other), "histories")
    assert "This run changes `history`, `without`, `population`." in said
    assert "This run changes" not in said_of(shown({}, Scenario(departures="simulated", seed=7)), "histories")
    smaller = Scenario(departures="simulated", population={"scale": 0.05, "seed": 4})
    assert "This run changes" not in said_of(shown({}, smaller), "tested-claims")


@pytest.mark.parametrize("is_same", [True, False])
def test_the_catalogue_they_were_computed_with_is_compared_with_the_one_installed(claims, kept, is_same, monkeypatch):
    for one, key in ((claims, "tested-claims"), (kept, "histories")):
        installed = {"hash": one.about["catalogue"]["hash"] if is_same else "0" * 64}
        monkeypatch.setattr(catalogue_hash, "catalogue_record", lambda installed=installed: installed)
        said = said_of(shown({}, SIMULATED), key)
        assert ("another catalogue" in said) == (not is_same)
        assert ("000000000000" in said) == (not is_same)


def test_own_folders_take_their_place(tmp_path):
    claims_files.write(tmp_path / "tested", TESTED, COMMAND)
    found = shown({"claims": tmp_path / "tested"}, SIMULATED)
    assert [section.key for section in found.sections] == ["tested-claims", "histories"]
    assert (found.record["claims"]["origin"], found.record["histories"]["origin"]) == ("folder", "shipped")
    assert "`--claims`" in said_of(found, "tested-claims")
    assert len(found.tables["claims"]) == len(TESTED.results)


def test_other_runs_say_how_the_sections_are_made():
    for scenario in (None, Scenario(departures="observed")):
        found = shown({}, scenario)
        assert [section.key for section in found.sections] == ["more"]
        assert not found.record


def test_a_catalogue_that_no_longer_knows_a_claim_of_theirs_stops_no_run(monkeypatch):
    fewer = {key: test for key, test in claim_tests().items() if key != "T4"}
    monkeypatch.setattr(claims_files, "claim_tests", lambda: fewer)
    assert [section.key for section in shown({}, SIMULATED).sections] == ["histories", "more"]


def test_a_figure_from_outside_that_was_added_since_stops_no_run(monkeypatch):
    from yeonjwa.report import histories_section

    first = next(iter(outside_figures().values()))
    more = {**outside_figures(), "new-figure": first.model_copy(update={"key": "new-figure"})}
    for where in (rivals, histories_section):
        monkeypatch.setattr(where, "outside_figures", lambda: more)
    assert "histories" in [section.key for section in shown({}, SIMULATED).sections]


def test_every_key_that_changes_the_world_is_looked_at():
    # Whatever a scenario may say is either of the world that is run, or of how and how long it is looked at.
    other = {
        "seed",
        "population",
        "departures",
        "clustering",
        "family_unit_definition",
        "placement_seeds",
        "first_year",
        "last_year",
    }
    assert set(Scenario.model_fields) == {*module.AS_SHIPPED, *other}
