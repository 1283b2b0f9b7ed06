"""Audits how well a district keeps the 15/10/5-minute city promise."""
