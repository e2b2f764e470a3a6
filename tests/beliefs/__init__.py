"""Tests of what people feel and believe."""
