"""Numbers and a standard become verdicts and scores."""
