"""yeonjwa: a research simulator of North Korea's reported system of guilt by association."""

from yeonjwa.version import __version__

__all__ = ["__version__"]
