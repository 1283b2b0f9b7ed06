"""Measurements of the product beside its peers: `python -m benchmarks [ROW ...]`."""
