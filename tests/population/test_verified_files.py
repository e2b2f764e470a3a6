"""What was verified is believed while its file stays as it was; whatever was done to it, it is read again."""

from __future__ import annotations

import os
import shutil
import time

import pytest

from tests.population.store_tools import SPEC
from yeonjwa.errors import StoreError
from yeonjwa.population import column_files, store, verified_files


@pytest.fixture
def folder(cache, builder, monkeypatch):
    """A stored country that was built a while ago, as it seems."""
    monkeypatch.setattr(verified_files, "SETTLED_NS", 0)
    store.open_or_build(SPEC, builder=builder)
    time.sleep(0.05)  # more than a tick of the clock that files are marked by
    return store.path_of(SPEC, builder=builder)


@pytest.fixture
def read(monkeypatch):
    """Names of the columns whose content was read, in order of name; the list is emptied by whoever looks."""
    names, real = [], column_files._checksum

    def counted(path, stop):
        names.append(path.stem)
        return real(path, stop)

    monkeypatch.setattr(column_files, "_checksum", counted)

    def taken():
        found = sorted(names)
        names.clear()
        return found

    return taken


def open_it(builder):
    return store.open_country(SPEC, builder=builder)


def write_again(path):
    path.write_bytes(path.read_bytes())


def touch(path):
    os.utime(path)


def put_back_its_time(path):
    before = path.stat()
    path.write_bytes(path.read_bytes())
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def copy_over_it(path):
    shutil.copy2(path, path.with_suffix(".copy"))
    os.replace(path.with_suffix(".copy"), path)


def move_away_and_back(path):
    path.rename(path.with_suffix(".moved"))
    path.with_suffix(".moved").rename(path)


CHANGES = [write_again, touch, put_back_its_time, copy_over_it, move_away_and_back]


def test_what_was_verified_and_did_not_change_is_not_read_again(folder, builder, read):
    open_it(builder)
    assert len(read()) > 10
    open_it(builder)
    store.open_or_build(SPEC, builder=builder)
    assert read() == []
    assert store.list_countries(checksums=True, builder=builder)[0].state == "ok"
    assert len(read()) > 10, "who asks for the checksums has everything read"


@pytest.mark.parametrize("change", CHANGES, ids=lambda c: c.__name__)
def test_a_file_that_was_touched_copied_or_moved_is_read_again_and_no_other(folder, builder, read, change):
    open_it(builder)
    read()
    change(folder / "mother.npy")
    open_it(builder)
    assert read() == ["mother"]
    time.sleep(0.05)
    open_it(builder)
    open_it(builder)
    assert read() in ([], ["mother"]), "believed again once its time is past"
    open_it(builder)
    assert read() == []


def test_a_country_copied_elsewhere_is_read_whole(folder, builder, read, tmp_path):
    open_it(builder)
    everything = read()
    shutil.copytree(folder, tmp_path / "copy")
    assert (tmp_path / "copy" / verified_files.RECORD).exists()
    store.open_country(tmp_path / "copy", builder=builder)
    assert read() == everything


@pytest.mark.parametrize("is_time_put_back", [False, True])
def test_damage_after_a_verification_is_found(folder, builder, is_time_put_back):
    open_it(builder)
    path = folder / "mother.npy"
    before, content = path.stat(), bytearray(path.read_bytes())
    content[-5] ^= 1
    path.write_bytes(content)
    if is_time_put_back:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(StoreError, match=r"mother.npy.*checksum"):
        open_it(builder)


def test_a_file_is_read_again_after_a_day_and_when_the_clock_was_put_back(folder, builder, read, monkeypatch):
    open_it(builder)
    everything, real = read(), time.time_ns
    day, moment = verified_files.BELIEVED_NS, 10**10
    for gone, expected in ((day - moment, []), (day, everything), (-moment, everything)):
        with monkeypatch.context() as patch:
            patch.setattr(verified_files.time, "time_ns", lambda gone=gone: real() + gone)
            assert sorted(set(everything) - verified_files.unchanged(folder, _entries(folder))) == expected


def _entries(folder):
    from yeonjwa.population import manifest

    return manifest.read(folder).columns


def test_files_just_written_are_not_believed(cache, builder, read):
    store.open_or_build(SPEC, builder=builder)
    open_it(builder)
    everything = read()
    open_it(builder)
    assert read() == everything


def test_bits_that_rot_without_a_mark_are_found_by_the_whole_look_and_then_remembered(folder, builder, monkeypatch):
    open_it(builder)
    rotten = verified_files.marks_of(folder / "mother.npy")
    path = folder / "mother.npy"
    content = bytearray(path.read_bytes())
    content[-5] ^= 1
    path.write_bytes(content)
    real = verified_files.marks_of

    def marks_of(file):
        is_it = os.path.samestat(os.stat(file), path.stat())
        return rotten if is_it else real(file)

    monkeypatch.setattr(verified_files, "marks_of", marks_of)
    open_it(builder)  # the limit of the record
    assert store.list_countries(checksums=True, builder=builder)[0].state == "damaged"
    with pytest.raises(StoreError, match=r"mother.npy.*checksum"):
        open_it(builder)


@pytest.mark.parametrize("words", ["", "{", "[1]", '{"mother": [1, 2]}', '{"mother": ["x", ["y"]]}', "\xff"])
def test_a_record_that_cannot_be_read_is_none(folder, builder, read, words):
    open_it(builder)
    everything = read()
    (folder / verified_files.RECORD).write_text(words)
    open_it(builder)
    assert read() == everything
    open_it(builder)
    assert read() == []


def test_a_cache_that_cannot_be_written_is_read_whole_each_time(folder, builder, read, monkeypatch):
    def read_only(*_):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(verified_files.os, "replace", read_only)
    open_it(builder)
    everything = read()
    open_it(builder)
    assert read() == everything
    assert not [entry for entry in folder.iterdir() if verified_files.RECORD in entry.name]
