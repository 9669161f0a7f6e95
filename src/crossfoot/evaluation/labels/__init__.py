"""Gold labels: their schema, how they are made by hand and by a generator, and what two people differ in."""
