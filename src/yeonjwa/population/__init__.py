"""The synthetic country: births, deaths, marriages, places, loyalty class, posts, households and people's units."""
