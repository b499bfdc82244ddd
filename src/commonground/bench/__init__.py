"""Measuring: how good and how fast the matching is, on sets that are handed to it."""
