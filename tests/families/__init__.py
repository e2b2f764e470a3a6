"""Tests of what relatives do."""
