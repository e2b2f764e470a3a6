"""Tests of the units: officers and what their hours are spent on."""
