"""Tests of the reach: counts against plain twins, tables, and the words on the two claims."""
