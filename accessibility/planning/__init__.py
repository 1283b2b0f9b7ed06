"""Verdicts become what to do."""
