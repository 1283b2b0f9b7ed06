"""Travel tables become numbers per place."""
