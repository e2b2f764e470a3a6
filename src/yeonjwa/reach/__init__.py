"""Reach: how much of the country has a relative among those who left, at each degree of kinship."""

from yeonjwa.reach.observed import observed_tables

__all__ = ["observed_tables"]
