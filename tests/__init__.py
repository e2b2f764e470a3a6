"""Tests of yeonjwa, mirroring its folders; `toy` holds the small country they share."""
