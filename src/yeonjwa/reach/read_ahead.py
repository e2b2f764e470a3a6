"""``yeonjwa.read_ahead`` by its earlier name."""

from yeonjwa.read_ahead import ask_for

__all__ = ["ask_for"]
