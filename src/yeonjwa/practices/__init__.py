"""Practices of the state towards relatives, leavers and minders: one file each, named as the reports name them."""
