"""Likeness by letters and words: language-aware tokens, BM25, character n-grams, an organization's terms."""
