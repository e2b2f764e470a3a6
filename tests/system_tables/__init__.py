"""Tests of what simulated runs write down and publish."""
