"""Tests of those who left: margins, placing, timing, groups, mask, sets."""
