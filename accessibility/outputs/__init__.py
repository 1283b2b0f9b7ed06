"""Results become maps, tables and a manifest."""
