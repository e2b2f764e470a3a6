"""Tests of the engine: its kernels against plain twins, deciding, months, conservation, and shared luck."""
