"""What relatives do: leave together, send and ask for money, keep silent."""
