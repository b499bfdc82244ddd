"""Frozen values of the words of the glossary, and their rules.

May import the standard library and `commonground.errors`, nothing else.
"""
