"""The `siems` command."""

from siems.cli.command import main

__all__ = ["main"]
