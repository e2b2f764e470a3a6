"""Stored countries: what comes back is what was built, under a name that fits, and nothing else is kept."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import numpy as np
import pytest

from tests.population.store_tools import SPEC, FakeBuilder, FakeBuilt, entries
from tests.toy import toy_country
from yeonjwa import messages
from yeonjwa.errors import InputError, StoreError
from yeonjwa.kinship import Pedigree, children_index
from yeonjwa.population import column_files, manifest, store
from yeonjwa.population.spec import PopulationSpec


def test_a_country_comes_back_as_it_was_built(cache, builder):
    built = toy_country(300, seed=7).columns
    for country in (
        store.open_or_build(SPEC, builder=builder),
        store.open_or_build(SPEC, builder=builder),
        store.open_country(SPEC, builder=builder),
        store.open_country(str(store.path_of(SPEC, builder=builder)), builder=builder),
        store.open_country(SPEC, verify=False, builder=builder),
    ):
        assert country.spec == SPEC
        assert set(country.columns) == set(built)
        for name, column in built.items():
            assert country.columns[name].dtype == column.dtype
            np.testing.assert_array_equal(country.columns[name], column)
    assert builder.builds == 1
    assert entries(cache) == [store.path_of(SPEC, builder=builder).name], "no lock or hidden folder is left"


def test_columns_are_read_only_maps_of_their_files(cache, builder):
    country = store.open_or_build(SPEC, builder=builder)
    assert isinstance(country.mother.base, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        country.mother[0] = 1


def test_columns_of_any_shape_come_back_also_empty_and_two_dimensional_ones(tmp_path):
    columns = {
        "empty": np.zeros(0, np.int32),
        "table": np.arange(24, dtype=np.uint16).reshape(8, 3),
        "other_way_round": np.asfortranarray(np.arange(6, dtype=np.float64).reshape(2, 3)),
        "every_second": np.arange(10, dtype=np.int16)[::2],
    }
    given = dict(columns)
    found = column_files.write_columns(tmp_path, given)
    assert not given
    column_files.verify_columns(tmp_path, found)
    mapped = column_files.map_columns(tmp_path, found)
    for name, column in columns.items():
        np.testing.assert_array_equal(mapped[name], column)
        np.testing.assert_array_equal(np.load(tmp_path / f"{name}.npy"), column)
        assert found[name].checksum == hashlib.sha256((tmp_path / f"{name}.npy").read_bytes()).hexdigest()


def test_a_column_larger_than_one_piece_is_written_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(column_files, "PIECE_BYTES", 1000)
    column = np.arange(5_001, dtype=np.int32)
    found = column_files.write_columns(tmp_path, {"column": column})
    np.testing.assert_array_equal(np.load(tmp_path / "column.npy"), column)
    assert found["column"].checksum == hashlib.sha256((tmp_path / "column.npy").read_bytes()).hexdigest()


def test_objects_are_not_stored(tmp_path):
    with pytest.raises(TypeError, match="Python objects"):
        column_files.write_columns(tmp_path, {"column": np.array([None])})


def test_the_manifest_says_what_the_country_is_and_how_it_was_made(cache, builder):
    country = store.open_or_build(SPEC, builder=builder)
    said = json.loads((store.path_of(SPEC, builder=builder) / "manifest.json").read_text(encoding="utf-8"))
    assert (said["scale"], said["seed"], said["rates"], said["model"]) == (0.001, 7, "wpp2024", "toy-1")
    assert said["spec"] == SPEC.model_dump(mode="json")
    assert said["persons_ever"] == 300
    assert 0 < said["living"] < 300
    assert said["facts"]["total_fertility"] == {"1950": 4.1}
    assert set(said["columns"]["mother"]) == {"dtype", "shape", "bytes", "checksum"}
    assert said["columns"]["mother"]["shape"] == [300]
    assert set(said["assumptions"]) <= set(manifest.assumptions())
    assert all(set(a) == {"value", "unit", "standing", "source"} for a in said["assumptions"].values())
    assert set(said["build"]) == {"created", "seconds", "python", "numpy", "numba", "machine"}
    assert country.manifest["persons_ever"] == 300


def test_the_manifest_does_not_name_the_machine_its_owner_or_a_folder(cache, builder):
    import getpass
    import platform

    store.open_or_build(SPEC, builder=builder)
    words = (store.path_of(SPEC, builder=builder) / "manifest.json").read_text(encoding="utf-8")
    said = json.loads(words)
    assert set(said["build"]["machine"]) == {"system", "architecture", "cpus", "memory_bytes"}
    assert str(cache) not in words
    assert platform.node() not in said["build"]["machine"].values()
    assert getpass.getuser() not in said["build"]["machine"].values()


def test_the_digest_changes_with_everything_the_country_depends_on_and_with_nothing_else(monkeypatch):
    inputs = manifest.inputs_hash()
    names = {manifest.digest(SPEC, "1", inputs)}
    for change in (
        {"scale": 0.002}, {"seed": 8}, {"rates": "wpp2019"}, {"pre1950": "as_1955"}, {"famine": "statkorea"},
        {"fertility_spread": 0.2}, {"nuptiality": "late"}, {"kin_dispersion": 0.3}, {"marriage_bar": 8},
    ):  # fmt: skip
        names.add(manifest.digest(SPEC.model_copy(update=change), "1", inputs))
    assert len(names) == 1 + len(PopulationSpec.model_fields), "one digest for each field that differs"
    names |= {manifest.digest(SPEC, "2", inputs), manifest.digest(SPEC, "1", "other data")}
    monkeypatch.setattr(manifest, "FORMAT", manifest.FORMAT + 1)
    names.add(manifest.digest(SPEC, "1", inputs))
    assert len(names) == 4 + len(PopulationSpec.model_fields)


def test_the_digest_is_the_same_in_every_process_and_version_of_python():
    # Golden: it may change only with FORMAT or with the fields of PopulationSpec.
    assert manifest.digest(PopulationSpec(scale=1, seed=1), "1", "0" * 64) == "0b62a0960b1e59df8946"


def test_data_and_figures_that_act_only_later_do_not_outdate_a_country():
    counted = set(manifest.packaged_data())
    packaged = {path.name for path in (Path(messages.__file__).parents[1] / "data").iterdir()}
    assert {"wpp_annual.csv", "census2008_county.csv", "wpp2019_period.csv", "state_organs.csv"} <= counted
    later = {
        "arrivals_year_sex.csv",
        "repatriations.csv",
        "defector_kin_survey.csv",
        "provinces.geojson",
        "errata.json",
    }
    assert later <= packaged - counted
    assert not [name for name in packaged - counted if name.startswith(("wpp", "census", "rates"))]


def test_every_figure_that_the_builder_reads_counts():
    counted = set(manifest.assumptions())
    code = [path.read_text(encoding="utf-8") for path in Path(store.__file__).parent.glob("*.py")]
    read = {key for words in code for key in re.findall(r"""\bfigure\(["'](\w+)["']\)""", words)}
    assert len(read) > 20
    assert read <= counted


def test_every_stage_of_a_build_has_words_in_both_languages():
    code = [path.read_text(encoding="utf-8") for path in Path(store.__file__).parent.glob("*.py")]
    stages = {key for words in code for key in re.findall(r"""\b(?:say|tell|progress)\("(\w+)",""", words)}
    assert {"lives", "genealogy", "society", "store"} <= stages
    for stage in stages:
        assert messages.text(f"population.stage.{stage}", lang="en")
        assert messages.text(f"population.stage.{stage}", lang="ko")


def test_line_ends_do_not_change_the_data():
    assert manifest._text_hash(b"a,b\r\n1,2\r\n") == manifest._text_hash(b"a,b\n1,2\n")


def test_a_spread_out_fact_is_not_stored(cache, builder):
    class Spread(FakeBuilder):
        def build(self, spec, progress=None):
            return FakeBuilt(dict(toy_country(300).columns), {"everybody": list(range(100_000))})

    with pytest.raises(ValueError, match="no aggregates"):
        store.open_or_build(SPEC, builder=Spread())
    assert entries(cache) == []


def test_small_counts_do_not_leave_with_the_facts(cache):
    class Counting(FakeBuilder):
        def build(self, spec, progress=None):
            facts = {
                "posts": {"elite": 4, "police": 206, "abroad": 0},
                "births_without_parents": 3,
                "share": 0.5,
                "by": [7, 50],
            }
            return FakeBuilt(dict(toy_country(300).columns), facts)

    facts = store.open_or_build(SPEC, builder=Counting()).manifest["facts"]
    few = "fewer than 20"
    assert facts == {
        "posts": {"elite": few, "police": 206, "abroad": few}, "births_without_parents": 3, "share": 0.5, "by": [few, 50],
    }  # fmt: skip


def test_a_store_holds_only_facts_from_before_anything_happens():
    allowed = column_files.allowed_columns()
    about_the_run = [
        "depart", "defect", "left", "leav", "arriv", "mark", "flag", "label", "known", "caught", "watch", "punish", "purg",
    ]  # fmt: skip
    assert not [name for name in allowed if any(word in name for word in about_the_run)]
    assert not [name for name in allowed if "name" in name or "phone" in name]


@pytest.mark.parametrize("name", ["has_left", "departed", "is_marked", "arrival_month"])
def test_a_column_about_departures_or_marks_is_refused(cache, name):
    class Marking(FakeBuilder):
        def build(self, spec, progress=None):
            columns = dict(toy_country(300).columns)
            return FakeBuilt({**columns, name: np.zeros(300, np.uint8)})

    with pytest.raises(AssertionError, match=name):
        store.open_or_build(SPEC, builder=Marking())
    assert entries(cache) == []


def test_the_index_of_children_is_read_where_it_is_stored_and_made_where_not(cache):
    class Indexing(FakeBuilder):
        def build(self, spec, progress=None):
            columns = dict(toy_country(300).columns)
            index = children_index(columns["mother"], columns["father"])
            return FakeBuilt({**columns, "child_start": index.start, "child": index.child})

    stored = Pedigree.of(store.open_or_build(SPEC, builder=Indexing()))
    made = Pedigree.of(toy_country(300))
    assert stored.index is not None
    assert made.index is None
    assert (stored.children.start == made.children.start).all()
    assert (stored.children.child == made.children.child).all()


def test_nothing_in_the_store_exports_persons():
    public = {name for name in dir(store) if not name.startswith("_")}
    assert not [name for name in public if "export" in name or "csv" in name or "table" in name]


def test_the_environment_chooses_the_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("YEONJWA_CACHE", str(tmp_path / "here"))
    assert store.cache_folder() == tmp_path / "here" / "countries"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("YEONJWA_CACHE", "relative")
    assert store.cache_folder() == tmp_path / "relative" / "countries"
    monkeypatch.setenv("YEONJWA_CACHE", "  ")
    import platformdirs

    assert store.cache_folder().parent == Path(platformdirs.user_cache_dir("yeonjwa", appauthor=False))


def test_a_country_that_is_not_built_is_refused_with_the_command_to_type(cache, builder):
    spec = PopulationSpec(scale=0.01, famine="statkorea")
    with pytest.raises(StoreError, match=r"yeonjwa population build --scale 0\.01 --famine statkorea"):
        store.open_country(spec, builder=builder)
    with pytest.raises(StoreError, match="no stored country"):
        store.open_country(cache / "nowhere", builder=builder)


def test_build_replaces_what_is_there_and_open_or_build_does_not(cache, builder):
    store.open_or_build(SPEC, builder=builder)
    first = store.open_country(SPEC, builder=builder)
    store.build(SPEC, builder=builder)
    assert builder.builds == 2
    assert int(first.birth_month[0]) > 0, "a country that is open stays usable while it is replaced"
    store.open_or_build(SPEC, builder=builder)
    assert builder.builds == 2
    assert len(entries(cache)) == 1


def test_progress_is_told_of_building_and_of_storing(cache, builder):
    told = []
    store.open_or_build(SPEC, builder=builder, progress=lambda *facts: told.append(facts))
    assert told == [("Births and deaths", 0.5, 150), ("Writing and checksums", 1.0, 300)]


def test_list_shows_every_store_with_its_state(cache, builder):
    assert store.list_countries(builder=builder) == []
    store.open_or_build(SPEC, builder=builder)
    store.open_or_build(SPEC.model_copy(update={"seed": 8}), builder=builder)
    found = store.list_countries(builder=builder)
    assert {s.spec.seed for s in found} == {7, 8}
    assert {s.state for s in found} == {"ok"}
    assert all(s.persons_ever == 300 and s.bytes > 8_000 for s in found)
    assert {s.state for s in store.list_countries(builder=FakeBuilder(MODEL="toy-2"))} == {"outdated"}


def test_remove_takes_a_spec_a_digest_its_beginning_or_all(cache, builder):
    specs = [SPEC.model_copy(update={"seed": seed}) for seed in range(4)]
    digests = [store.path_of(store.open_or_build(s, builder=builder).spec, builder=builder).name for s in specs]
    assert [s.digest for s in store.remove(specs[0], builder=builder)] == [digests[0]]
    assert [s.digest for s in store.remove(digests[1], builder=builder)] == [digests[1]]
    assert [s.digest for s in store.remove(digests[2][:8], builder=builder)] == [digests[2]]
    assert entries(cache) == [digests[3]]
    assert [s.digest for s in store.remove("all", builder=builder)] == [digests[3]]
    assert entries(cache) == []
    assert store.remove("all", builder=builder) == []


def test_remove_outdated_leaves_what_is_current(cache, builder):
    store.open_or_build(SPEC, builder=FakeBuilder(MODEL="toy-0"))
    store.open_or_build(SPEC, builder=builder, notice=lambda words: None)
    assert len(store.remove("outdated", builder=builder)) == 1
    assert entries(cache) == [store.path_of(SPEC, builder=builder).name]


@pytest.mark.parametrize("which", ["", "..", "../..", "al", "0123456789abcdef0123", "/"])
def test_remove_refuses_what_names_no_store(cache, builder, which):
    store.open_or_build(SPEC, builder=builder)
    with pytest.raises(InputError, match="No stored country"):
        store.remove(which, builder=builder)
    with pytest.raises(InputError, match="is not stored"):
        store.remove(SPEC.model_copy(update={"seed": 99}), builder=builder)
    assert len(entries(cache)) == 1
