"""Verdicts in words: the sentences of each language, how they are chosen and filled."""
