"""Searching all that a run writes for hidden numbers under their own labels: tables, images, words beside images, and embedded data."""

from __future__ import annotations

import csv
import json
import math
import re
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser

import numpy as np
import pyarrow.parquet as pq

from tests.system_tables.attacks import floor_of
from yeonjwa.messages import text
from yeonjwa.outcome import ALL
from yeonjwa.report.simulated_harm import kin_name, practice_name, stratum_name
from yeonjwa.report.simulated_tables import years_of

WORDS = {
    "year": str,
    "period": years_of,
    "outcome": lambda value: text(f"simulated.outcome.{value}"),
    "where": lambda value: text(f"simulated.place.{value.lower().replace(' ', '_')}"),
    "quantity": lambda value: text(f"system.quantity.{value}"),
    "kind": lambda value: text(f"simulated.return.{value}"),
    "practice": practice_name,
    "kin": kin_name,
    "stratum": stratum_name,
}
"""How the report writes the categories of a dimension."""
DIMENSIONS = {
    *WORDS,
    "sex",
    "age",
    "province",
    "size",
    "set",
    "clustering",
    "lineality",
    "chon",
    "rule",
    "songbun",
    "belief",
    "basis",
}
IMAGES = {"departures": "sim-departures", "left_and_where": "sim-china", "arrivals": "sim-arrivals"}
"""Images that draw yearly counts over an axis of years."""
BESIDE = ("published", "runs", "placings", "identified")
"""Columns that count nobody of the run."""
NUMBER = r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?: ?(?:million|k|%))?"


@dataclass(frozen=True)
class Secret:
    """A hidden cell that counts few: its table, its categories by dimension, and all numbers of its row that tell the count."""

    table: str
    at: tuple
    numbers: tuple

    @cached_property
    def words(self):
        """Its categories as the report writes them; none if the report writes no such table."""
        if not {d for d, _ in self.at} <= WORDS.keys():
            return ()
        return tuple(WORDS[d](v) for d, v in self.at)

    def is_told(self, number):
        """Whether a number is one of its own, to the three digits that the report gives."""
        return any(math.isclose(number, own, rel_tol=0.004) for own in self.numbers)


def secrets_of(tables, published):
    """All hidden cells of which a raw count is above 0 and below the floor."""
    found = []
    for name, table in tables.items():
        raw = table.of_role("raw")
        for column in raw:
            few = np.isnan(published[name].column(column.name)) & (table.column(column.name) > 0)
            for row in np.flatnonzero(few & (table.column(column.name) < floor_of(column))):
                own = [column, *(f for f in table.of_role("estimate", "share") if f.of == column.name)]
                numbers = [float(table.column(f.name)[row]) for f in own]
                at = tuple((d, str(table.column(d)[row])) for d in table.dimensions)
                found.append(Secret(name, at, tuple(n for n in numbers if np.isfinite(n) and n > 0)))
    return found


def found_in(folder, secrets):
    """(file, secret) for each secret that some file gives."""
    found = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        kind = path.suffix
        if kind == ".csv":
            with open(path, encoding="utf-8-sig", newline="") as file:
                found += [(path.name, s) for s in _in_rows(list(csv.DictReader(file)), secrets)]
        elif kind == ".parquet":
            found += [(path.name, s) for s in _in_rows(pq.read_table(path).to_pylist(), secrets)]
            notes = pq.read_schema(path).metadata or {}
            for note in notes.values():
                try:
                    told = _in_json(json.loads(note), secrets)
                except ValueError:
                    told = _in_phrases(note.decode().splitlines(), secrets)
                found += [(path.name, s) for s in told]
        elif kind == ".json":
            content = json.loads(path.read_text(encoding="utf-8"))
            found += [(path.name, s) for s in _in_json(content, secrets)]
        elif kind == ".html":
            found += [(path.name, s) for s in in_html(path.read_text(encoding="utf-8"), secrets)]
        else:
            found += [(path.name, s) for s in _in_phrases(path.read_text(encoding="utf-8").splitlines(), secrets)]
    return list(dict.fromkeys(found))


def _number(value):
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan


def _in_rows(rows, secrets):
    """Secrets of which a row with the same dimensions gives a number."""
    found = []
    by_dimensions = {}
    for s in secrets:
        by_dimensions.setdefault(tuple(d for d, _ in s.at), []).append(s)
    for dimensions, some in by_dimensions.items():
        if not rows or set(dimensions) != DIMENSIONS & set(rows[0]):
            continue
        at = {}
        for row in rows:
            at.setdefault(tuple(str(row[d]) for d in dimensions), []).append(row)
        for s in some:
            for row in at.get(tuple(v for _, v in s.at), ()):
                others = [_number(v) for name, v in row.items() if name not in dimensions and name not in BESIDE]
                if any(s.is_told(n) for n in others if np.isfinite(n) and n > 0):
                    found.append(s)
    return found


def _in_json(content, secrets):
    """Secrets of which a number stands under a path, or in words, that name all its categories."""
    leaves = []

    def walk(value, path):
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(inner, f"{path} {key}")
        elif isinstance(value, list):
            for inner in value:
                walk(inner, path)
        else:
            leaves.append((path, value))

    walk(content, "")
    phrases = [f"{path} {value}" for path, value in leaves if not isinstance(value, bool)]
    return _in_phrases(phrases, secrets)


def _in_phrases(phrases, secrets):
    """Secrets of which a phrase names all categories, as the tables or as the report write them, and one of the numbers."""
    by_name = {}
    for s in secrets:
        plain = tuple(v for _, v in s.at)
        for names in {plain, s.words} - {()}:
            if len(names) > 1 and (names != plain or ALL not in plain):
                # Looked up by the year or period, of which there are few.
                by_name.setdefault(next((n for n in names if n[:4].isdigit()), names[0]), []).append((s, names))
    found = []
    for phrase in phrases:
        numbers = [_read(n) for n in re.findall(NUMBER, phrase)]
        near = [pair for name, pairs in by_name.items() if len(numbers) > 1 and name in phrase for pair in pairs]
        found += [s for s, names in near if all(n in phrase for n in names) and any(s.is_told(n) for n in numbers)]
    return found


def _read(words):
    """A number as the report prints it."""
    factor = 1e6 if words.endswith("million") else 1e3 if words.endswith("k") else 0.01 if words.endswith("%") else 1.0
    return float(re.sub(r"[^\d.]", "", words)) * factor


class Pieces(HTMLParser):
    """Cells of tables with what stands above and beside them; words elsewhere, of attributes too; and the marks of images."""

    def __init__(self, html):
        super().__init__()
        self.cells, self.phrases, self.images = [], [], {}
        self.heads, self.row, self.caption, self.image = [], [], "", None
        self.stack = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.stack.append(tag)
        if tag == "table":
            self.heads, self.caption = [], ""
        elif tag == "tr":
            self.row = []
        elif tag in ("td", "th"):
            self.row.append("")
        elif tag == "svg":
            name = (attrs.get("aria-labelledby") or "").split("-t ")[0]
            self.image = self.images.setdefault(name, {"words": [], "marks": []})
        elif self.image is not None and tag == "circle":
            self.image["marks"].append((float(attrs["cx"]), float(attrs["cy"])))
        elif self.image is not None and tag == "path":
            points = re.findall(r"(-?[\d.]+),(-?[\d.]+)", attrs.get("d") or "")
            self.image["marks"] += [(float(x), float(y)) for x, y in points]
        elif self.image is not None and tag == "text":
            self.at = float(attrs["x"]), float(attrs["y"]), attrs.get("text-anchor")
        self.phrases += [v for k, v in attrs.items() if v and k.startswith(("aria-", "data-", "title", "alt"))]

    def handle_endtag(self, tag):
        while self.stack and self.stack.pop() != tag:
            pass
        if tag == "svg":
            self.image = None
        elif tag == "tr":
            if self.heads and len(self.row) == len(self.heads):
                self.cells += [
                    (self.caption, self.row[0], head, cell) for head, cell in zip(self.heads, self.row, strict=True)
                ]
            elif not self.heads:
                self.heads = self.row

    def handle_data(self, data):
        tag = self.stack[-1] if self.stack else ""
        if "caption" in self.stack:
            self.caption += data
        elif {"td", "th"} & set(self.stack):
            self.row[-1] += data
        elif tag == "text" and self.image is not None:
            self.image["words"].append((*self.at, data))
        elif data.strip() and tag != "style":
            for line in re.split(r"\n|(?<=\.) ", data):
                head, colon, parts = line.partition(": ")
                self.phrases += [f"{head}: {part}" for part in parts.split("; ")] if colon else [line]


def in_html(html, secrets):
    """Secrets that a page gives: in a cell of a table, in words, in what a reader hears of an image, or as a mark of an image."""
    pieces = Pieces(html)
    found = _in_phrases(pieces.phrases, secrets)
    by_labels = {}
    for caption, row, head, cell in pieces.cells:
        for n in re.findall(NUMBER, cell):
            by_labels.setdefault(frozenset((row, head)), []).append((caption, _read(n)))
    for s in secrets:
        for pair in {frozenset((a, b)) for a in s.words for b in s.words}:
            for caption, number in by_labels.get(pair, ()):
                if all(w in pair or w in caption for w in s.words) and s.is_told(number):
                    found.append(s)
    return found + [s for s in secrets if s.table in IMAGES and _is_drawn(pieces.images.get(IMAGES[s.table]), s)]


def _is_drawn(image, secret):
    """Whether a mark stands at the year and the height of a secret."""
    at = dict(secret.at)
    if image is None or not at["year"].isdigit():
        return False
    years = [
        (x, float(w)) for x, _, anchor, w in image["words"] if anchor == "middle" and re.fullmatch(r"(19|20)\d\d", w)
    ]
    heights = [(y, _read(w)) for _, y, anchor, w in image["words"] if anchor == "end" and re.fullmatch(NUMBER, w)]
    if len(years) < 2 or len(heights) < 2:
        return False
    to_year, to_height = (np.polyfit(*zip(*pairs, strict=True), 1) for pairs in (years, heights))
    text_below = 4.0  # words of the axis stand so many pixels below their line
    width = abs(to_height[0])  # of a pixel
    for x, y in image["marks"]:
        if abs(np.polyval(to_year, x) - float(at["year"])) < 0.1:
            height = np.polyval(to_height, y + text_below)
            if any(abs(height - number) < 0.1 * width for number in secret.numbers[1:]):
                return True
    return False
