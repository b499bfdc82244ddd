"""The command line: arguments to one call, results to text or `--json`.

Nothing heavy is imported here: `commonground --help` must answer at once.
"""

from __future__ import annotations


def main() -> None:
    """Run the `commonground` command and exit with the error table's code."""
    from commonground.cli.app import run

    run()


__all__ = ["main"]
