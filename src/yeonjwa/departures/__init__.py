"""Those who left: known arrivals in the South placed on synthetic people, and what the country is without them."""
