"""`python -m crossfoot` is the `crossfoot` command."""

from crossfoot.cli import main

main()
