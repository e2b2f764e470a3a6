"""What an outcome was made from: the hash of the catalogue, what differs between two outcomes, and the RO-Crate."""
