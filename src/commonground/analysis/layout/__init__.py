"""Structured readers: passages of any document to lists of areas, matrices, mappings and forms.

Input: a `Document` and the profile's own words (`Profile.layout`). Output: domain values that name the
passages they consumed; what no reader recognises stays a passage. May import text, domain and errors.
"""
