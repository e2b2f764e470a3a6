"""A small pen for figures: scalable drawings whose text stays text.

Each drawing is one panel of about 400 units, so that panels stand side by side on a wide page and below each other on a
telephone without the letters getting smaller. It carries its title, a description for those who do not see it, and its
warnings, so that none of them is lost when the drawing is copied.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

INK, MUTED, FAINT, PAPER = "#1c2430", "#5a6472", "#d9dee5", "#ffffff"
BLUE, RUST, TEAL, GOLD, PLUM = "#1f5f99", "#a94a22", "#257469", "#8a6410", "#7a4a86"
"""Series colours, told apart by people with any of the common colour-vision deficiencies, and by lightness in print."""
RAMP = ("#eef3f8", "#cfdeec", "#a9c5df", "#7aa5cb", "#4a82b3", "#1f5f99", "#123f69")
"""From little to much."""
FONTS = "'Noto Sans','Noto Sans KR','Noto Sans CJK KR','Apple SD Gothic Neo','Malgun Gothic',system-ui,sans-serif"

WARNING_SIZE, WARNING_LEADING = 10.5, 14.0


def is_known(value: float) -> bool:
    """Whether a number is there (hidden and missing ones are NaN)."""
    return value == value


def number(value: float) -> str:
    """A coordinate with at most one decimal."""
    return f"{value:.1f}".rstrip("0").rstrip(".") if value == value else "0"


@dataclass(frozen=True)
class Scale:
    """A straight line from values to places: ``low`` to ``high`` becomes ``start`` to ``end``."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The place of a value."""
        span = self.high - self.low or 1.0
        return self.start + (value - self.low) / span * (self.end - self.start)


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round numbers from ``low`` to ``high``, about so many."""
    span = max(high - low, 1e-12)
    size = 1.0
    while size * about > span:
        size /= 10
    while size * about * 10 <= span:
        size *= 10
    step = min((size * f for f in (1, 2, 2.5, 5, 10)), key=lambda s: abs(span / s - about))
    first = int(low / step) if low >= 0 else int(low / step) - 1
    found = [i * step for i in range(first, first + 4 * about) if low - 1e-9 <= i * step <= high + step * 1e-6]
    return found


def width_of(words: str, size: float) -> float:
    """About how wide ``words`` are when set in ``size``; Hangul letters are square."""
    return sum(size * (0.95 if ord(letter) > 0x1100 else 0.3 if letter in " .,:;()ilj|'" else 0.58) for letter in words)


def broken(words: str, width: float, size: float) -> list[str]:
    """``words`` broken at spaces into lines of about ``width``."""
    lines: list[str] = []
    for word in words.split():
        if lines and width_of(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


@dataclass
class Drawing:
    """One panel. ``y`` runs downwards from 0 at the top; ``height`` grows by the warnings below."""

    width: float
    height: float
    title: str
    description: str
    warnings: tuple[str, ...] = ()
    _parts: list[str] = field(default_factory=list)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, colour: str = FAINT, thick: float = 1.0, dash: str = ""
    ) -> None:
        """A straight line."""
        extra = f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(
            f'<line x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}" stroke="{colour}" stroke-width="{thick:g}"{extra}/>'
        )

    def box(self, x: float, y: float, wide: float, high: float, colour: str, see_through: float = 1.0) -> None:
        """A filled rectangle."""
        extra = f' fill-opacity="{see_through:g}"' if see_through < 1 else ""
        self._parts.append(
            f'<rect x="{number(x)}" y="{number(y)}" width="{number(max(wide, 0))}" height="{number(max(high, 0))}" fill="{colour}"{extra}/>'
        )

    def dot(self, x: float, y: float, radius: float, colour: str, ring: str = "") -> None:
        """A disc, or with ``ring`` a circle of that colour filled with ``colour``."""
        extra = f' stroke="{ring}" stroke-width="1.6"' if ring else ""
        self._parts.append(f'<circle cx="{number(x)}" cy="{number(y)}" r="{radius:g}" fill="{colour}"{extra}/>')

    def path(
        self, places: Iterable[Sequence[float]], colour: str, thick: float = 1.8, dash: str = "", closed: bool = False,
        fill: str = "none", see_through: float = 1.0, thin_joins: bool = True,
    ) -> None:  # fmt: skip
        """A line through ``places``; closed and filled where asked."""
        data = "M" + "L".join(f"{number(x)},{number(y)}" for x, y in places) + ("Z" if closed else "")
        self.shape(data, colour, thick, dash, fill, see_through)

    def shape(
        self, data: str, colour: str, thick: float = 1.0, dash: str = "", fill: str = "none", see_through: float = 1.0
    ) -> None:
        """A path given in the language of SVG."""
        extra = f' stroke-dasharray="{dash}"' if dash else ""
        extra += f' fill-opacity="{see_through:g}"' if see_through < 1 else ""
        self._parts.append(
            f'<path d="{data}" fill="{fill}" stroke="{colour}" stroke-width="{thick:g}" stroke-linejoin="round"{extra}/>'
        )

    def words(
        self, x: float, y: float, words: str, size: float = 12, colour: str = INK, anchor: str = "start",
        bold: bool = False, halo: str = "",
    ) -> None:  # fmt: skip
        """Text with its baseline at ``y``; a halo of a colour keeps it readable over lines."""
        extra = ' font-weight="600"' if bold else ""
        extra += f' stroke="{halo}" stroke-width="3" paint-order="stroke" stroke-linejoin="round"' if halo else ""
        at = f' text-anchor="{anchor}"' if anchor != "start" else ""
        self._parts.append(
            f'<text x="{number(x)}" y="{number(y)}" font-size="{size:g}" fill="{colour}"{at}{extra}>{escape(words)}</text>'
        )

    def svg(self, key: str) -> str:
        """The drawing as an SVG element; ``key`` makes its ids unique on the page."""
        notes: list[str] = []
        for warning in self.warnings:
            notes += broken(warning, self.width - 4, WARNING_SIZE)
        y = self.height + WARNING_LEADING
        parts = list(self._parts)
        for note in notes:
            parts.append(
                f'<text x="2" y="{number(y)}" font-size="{WARNING_SIZE:g}" fill="{RUST}">{escape(note)}</text>'
            )
            y += WARNING_LEADING
        height = self.height + (WARNING_LEADING * len(notes) + 8 if notes else 0)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(self.width)} {number(height)}" role="img" '
            f'aria-labelledby="{key}-t {key}-d" font-family="{FONTS}" font-size="12">'
            f'<title id="{key}-t">{escape(self.title)}</title><desc id="{key}-d">{escape(self.description)}</desc>'
            + "".join(parts)
            + "</svg>"
        )


def spread(places: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Places for labels near ``places`` (any order), at least ``apart`` from each other, within ``low`` to ``high``."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    out = list(places)
    at = low - apart
    for i in order:
        at = max(out[i], at + apart)
        out[i] = at
    over = high
    for i in reversed(order):
        out[i] = min(out[i], over)
        over = out[i] - apart
    return out
