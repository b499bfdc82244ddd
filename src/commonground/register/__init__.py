"""The Django app that keeps everything: models, migrations, and `workflows/` for every change of state.

Input: values of the domain. Output: the same values, read back. May import every part except `cli`.
"""
