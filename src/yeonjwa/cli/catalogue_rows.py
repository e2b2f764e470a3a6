"""Entries of the catalogue as plain objects, and the search among them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from yeonjwa.cli.search_words import alike
from yeonjwa.errors import InputError, did_you_mean
from yeonjwa.messages import current_language

OF_A_REPORT = (
    "Persons stand here as roles, and no place finer than a province is named; "
    "`yeonjwa catalogue trace REPORT` lists every claim of a report (names of reports: `yeonjwa catalogue reports`)."
)
PARTS = ("reports", "claims", "figures", "practices", "histories")


def entries(part: str) -> Mapping[str, Any]:
    """The entries of one part of the catalogue by name; the reports come first, then every other source."""
    from yeonjwa.catalogue import figures, sources
    from yeonjwa.catalogue.claims import claims
    from yeonjwa.catalogue.histories import histories
    from yeonjwa.catalogue.practices import practices
    from yeonjwa.catalogue.reports import reports

    def of_reports() -> Mapping[str, Any]:
        others = {key: s for key, s in sources().items() if key not in reports() and s.report is None}
        return {**reports(), **others}

    found: dict[str, Callable[[], Mapping[str, Any]]] = {
        "reports": of_reports, "claims": claims, "figures": figures, "practices": practices,
        "histories": histories,
    }  # fmt: skip
    return found[part]()


def one(part: str, name: str) -> Any:
    """One entry by its name; a claim also by its number, a report also by the key of a source that is the same report.

    Raises
    ------
    InputError
        There is none; the near misses are named.
    """
    known = entries(part)
    if part == "claims" and name.isdigit():
        from yeonjwa.catalogue.claims import claim

        return claim(name)
    if part == "reports" and name not in known:
        from yeonjwa.catalogue import sources

        # A figure may name one of the five reports by the key of a source of its own.
        name = (name in sources() and sources()[name].report) or name
    if name not in known:
        raise InputError(
            f"{'history' if part == 'histories' else part.removesuffix('s')} '{name}' is not in the catalogue. {did_you_mean(name, known)} "
            f"See `yeonjwa catalogue {part}` for all {len(known)}, or look for words with `--search WORDS`."
        )
    return known[name]


def plain(entry: Any) -> dict[str, Any]:
    """An entry as an object for JSON: its fields in order, without those of its links that are empty.

    The words of a figure stand in the language in use, so that its fields are the same in both; units are not words
    but names, as in the files.
    """
    from yeonjwa.catalogue.figures import Figure

    row: dict[str, Any] = entry.model_dump(mode="json")
    if isinstance(entry, Figure):
        del row["description_ko"], row["note_ko"]
        row["description"], row["note"] = entry.described(current_language()), entry.noted(current_language())
    if "links" in row:
        row["links"] = [{k: v for k, v in link.items() if v is not None} for link in row["links"]]
    return row


def windows_of(entry: Any) -> list[dict[str, Any]]:
    """Every window that stands in a history, by practice and series; ``own`` tells those written for it.

    Where a history takes windows over from ``reported``, its own win over them in the months and places they share.
    """
    from yeonjwa.catalogue.histories import SERIES, levels, schedule

    chosen = schedule(entry.key)
    rows = []
    for practice in levels():
        for series in SERIES:
            rows += [
                {**window.model_dump(mode="json", exclude={"histories"}), "own": chosen.is_own(window)}
                for window in chosen.windows(practice, series)
                if window.series == series
            ]
    return rows


def cell(value: Any) -> str:
    """A field for CSV: lists separated by semicolons, objects as JSON."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(cell(item) for item in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def fold(words: str) -> str:
    """Words as they are compared: composed Hangul, without case."""
    return unicodedata.normalize("NFC", words).casefold()


def search(part: str, words: str) -> dict[str, Any]:
    """Entries of a part in which all of ``words``, or words of the same meaning, stand, in any field and either language.

    Raises
    ------
    InputError
        No word was given, or none of the entries holds them; words that are near are named.
    """
    wanted = {word: alike(word) for word in fold(words).split()}
    if not wanted:
        raise InputError("option --search is empty; expected one or more words.")
    texts = {
        key: fold(key + " " + " ".join(_words(entry.model_dump(mode="json")))) for key, entry in entries(part).items()
    }

    def holds(text: str, word: str) -> bool:
        return any(same in text for same in wanted[word])

    found = {key: entries(part)[key] for key, text in texts.items() if all(holds(text, word) for word in wanted)}
    if not found:
        missing = [word for word in wanted if not any(holds(text, word) for text in texts.values())]
        if not missing:
            raise InputError(f"option --search: no entry of the {part} holds all of '{words}'. Leave a word out.")
        known: set[str] = set().union(*(re.findall(r"[^\W\d_]{3,}", text) for text in texts.values()))
        near = did_you_mean(missing[0], known)
        # Without a near miss it would list the first words of the alphabet, which help nobody here.
        parts = [near] if near.startswith("Did you mean") else []
        parts += [OF_A_REPORT] if part == "claims" else []
        raise InputError(" ".join([f"option --search: '{missing[0]}' stands nowhere in the {part}.", *parts]))
    return found


def _words(value: Any) -> Sequence[str]:
    if isinstance(value, dict):
        return [w for item in value.values() for w in _words(item)]
    if isinstance(value, list | tuple):
        return [w for item in value for w in _words(item)]
    return [str(value)] if isinstance(value, str | int | float) and not isinstance(value, bool) else []
