"""Find, agree and report what several parts of one organization have in common.

The parts and the direction of their imports are described in ARCHITECTURE.md; start there.
"""

__version__ = "0.1.0"
