"""Files and services become checked tables."""
