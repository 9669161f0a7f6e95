"""The command line. The only part of crossfoot that prints; every command is a thin module of its own.

Nothing here imports pydantic, rich or openai when the module loads: commands import what they need when they run,
so that `crossfoot --help` stays instant.
"""

from crossfoot.cli.app import main

__all__ = ["main"]
