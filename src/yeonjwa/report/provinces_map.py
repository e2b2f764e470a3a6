"""The map of the ten census provinces, drawn from the packaged outlines."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import resources

from yeonjwa.report.charts import start
from yeonjwa.report.svg import FAINT, INK, PAPER, RAMP, Drawing, is_known, number

MIDDLE_LATITUDE = 40.3  # of the country: degrees of longitude are shortened by its cosine
WIDTH, HEIGHT = 400.0, 400.0
FINENESS = 0.9  # units on the page; finer bends of the outlines are left out

LABEL_SHIFT: dict[str, tuple[float, float]] = {
    "Pyongyang": (4, 2), "South Pyongan": (14, -6), "South Hwanghae": (-4, 4), "North Hwanghae": (10, 4), "North Hamgyong": (-4, -6),
}  # fmt: skip
"""Where a label sits beside its outline's own label point, units on the page."""


@cache
def outlines() -> dict[str, tuple[str, tuple[float, float]]]:
    """Province of the 2008 census -> its outline in the language of SVG paths, and the place of its label.

    Rason is drawn with North Hamgyong and Nampo with South Pyongan, as the census counts them.
    """
    features = json.loads((resources.files("yeonjwa") / "data" / "provinces.geojson").read_text(encoding="utf-8"))[
        "features"
    ]
    squeeze = math.cos(math.radians(MIDDLE_LATITUDE))
    rings: list[tuple[str, list[tuple[float, float]]]] = []
    for feature in features:
        shape = feature["geometry"]
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        for polygon in polygons:
            rings += [
                (feature["properties"]["census2008_province"], [(p[0] * squeeze, -p[1]) for p in ring])
                for ring in polygon
            ]
    xs = [x for _, ring in rings for x, _ in ring]
    ys = [y for _, ring in rings for _, y in ring]
    size = min((WIDTH - 8) / (max(xs) - min(xs)), (HEIGHT - 8) / (max(ys) - min(ys)))

    def place(x: float, y: float) -> tuple[float, float]:
        return 4 + (x - min(xs)) * size, 4 + (y - min(ys)) * size

    data: dict[str, str] = {}
    for province, ring in rings:
        points = simplified([place(x, y) for x, y in ring], FINENESS)
        if len(points) > 3:
            data[province] = (
                data.get(province, "") + "M" + "L".join(f"{number(x)},{number(y)}" for x, y in points[:-1]) + "Z"
            )
    labels = {}
    for feature in features:
        about = feature["properties"]
        if about["name"] == about["census2008_province"]:
            x, y = place(about["label_lon"] * squeeze, -about["label_lat"])
            shift = LABEL_SHIFT.get(about["name"], (0, 0))
            labels[about["name"]] = (x + shift[0], y + shift[1])
    return {name: (data[name], labels[name]) for name in data}


def simplified(points: Sequence[tuple[float, float]], fineness: float) -> list[tuple[float, float]]:
    """A line with fewer points that stays within ``fineness`` of the given one (Douglas and Peucker 1973)."""
    keep = [False] * len(points)
    keep[0] = keep[-1] = True
    # A ring starts where it ends, so it is cut at its farthest point first.
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        (x0, y0), (x1, y1) = points[first], points[last]
        length = math.hypot(x1 - x0, y1 - y0)
        farthest, distance = first, 0.0
        for i in range(first + 1, last):
            x, y = points[i]
            away = abs((x1 - x0) * (y0 - y) - (x0 - x) * (y1 - y0)) / length if length else math.hypot(x - x0, y - y0)
            if away > distance:
                farthest, distance = i, away
        if distance > fineness:
            keep[farthest] = True
            spans += [(first, farthest), (farthest, last)]
    return [p for p, stays in zip(points, keep, strict=True) if stays]


def province_map(
    title: str, description: str, values: Mapping[str, float], names: Mapping[str, str], say: Callable[[float], str],
    hidden: str, warnings: Sequence[str] = (),
) -> Drawing:  # fmt: skip
    """Provinces shaded by value, each with its name and value; hidden ones are pale."""
    drawing, top = start(title, description, HEIGHT - 6, warnings)
    known = [v for v in values.values() if is_known(v)]
    most = max(known, default=1.0) or 1.0
    drawing._parts.append(f'<g transform="translate(0 {number(top)})">')
    shapes = outlines()
    for name, (data, _) in shapes.items():
        drawing.shape(data, PAPER, 2.2, fill=_shade(values.get(name, math.nan), most))
    for name, (data, _) in shapes.items():
        if data.count("M") > 1:  # paint over the inner border of provinces joined from two outlines
            drawing.shape(
                data, _shade(values.get(name, math.nan), most), 0.9, fill=_shade(values.get(name, math.nan), most)
            )
    for name, (_, (x, y)) in shapes.items():
        value = values.get(name, math.nan)
        shade = _shade(value, most)
        # White letters need the two darkest shades; the halo keeps letters readable that cross a border.
        is_dark = shade in RAMP[-2:]
        ink, halo = (PAPER, shade) if is_dark else (INK, PAPER)
        drawing.words(x, y - 1, names.get(name, name), 10.5, ink, "middle", bold=True, halo=halo)
        drawing.words(x, y + 11, say(value) if is_known(value) else hidden, 10.5, ink, "middle", halo=halo)
    drawing._parts.append("</g>")
    return drawing


def _shade(value: float, most: float) -> str:
    if not is_known(value):
        return FAINT
    return RAMP[min(int(value / most * len(RAMP)), len(RAMP) - 1)]
