"""The rival histories, the contradictions that they answer, and the figures from outside beside which they are held."""

from __future__ import annotations

from written.markdown import cell, number, table
from yeonjwa.catalogue.figures import sources
from yeonjwa.catalogue.histories import contradictions, histories
from yeonjwa.rivals.outside import OutsideFigure, outside_figures


def all_histories() -> str:
    """Every history: what it says and which reports it takes."""
    rows = [
        (f"`{key}`: {h.title}", h.says, h.answers, ", ".join(f"`{r}`" for r in h.reports) or "none")
        for key, h in histories().items()
    ]
    return "\n".join([*table(["history", "what it says", "what it asks", "reports"], rows), ""])


def all_contradictions() -> str:
    """Every contradiction between the reports, and how both sides are expressed."""
    rows = [
        (c.number, c.asks, c.how, ", ".join(f"`{h}`" for h in c.histories), ", ".join(f"`{w}`" for w in c.windows))
        for c in contradictions()
    ]
    heads = ["number", "contradiction", "how it is expressed", "histories to set against each other", "windows"]
    return "\n".join([*table(heads, rows), ""])


def figures_from_outside() -> str:
    """Every figure from outside: years, room, standing and source."""
    rows = []
    for key, figure in outside_figures().items():
        named = "; ".join(
            f"{sources()[s].title} (`{s}`{', weak' if sources()[s].weak else ''})" for s in figure.sources
        )
        set_on = "Figures of the model were set on it. " if figure.set_on else ""
        rows.append((f"`{key}`: {figure.says}", room(figure), figure.standing, cell(named), f"{set_on}{figure.note}"))
    return "\n".join([*table(["figure", "room", "standing", "source", "note"], rows), ""])


def room(figure: OutsideFigure) -> str:
    """The room around a figure in words."""
    if figure.points is not None:
        return f"{number(100 * figure.points)} points below or above"
    assert figure.factor is not None
    factor = number(figure.factor)
    return f"at least 1/{factor} of it" if figure.at_least else f"1/{factor} of it to {factor} times as much"


__all__ = ["all_contradictions", "all_histories", "figures_from_outside", "room"]
