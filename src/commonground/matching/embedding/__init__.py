"""Texts of six and more languages as vectors of one space, made without a download."""
