"""Tests of the practices on a family that fits on a page."""
