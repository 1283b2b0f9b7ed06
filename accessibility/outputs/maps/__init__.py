"""Maps as one self-contained file each: nothing is requested when they open."""
