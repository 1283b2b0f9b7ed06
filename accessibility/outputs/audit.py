"""The files of a finished audit, written together."""

from pathlib import Path

from accessibility.outputs.folder import new_folder
from accessibility.outputs.manifest import write_manifest
from accessibility.outputs.maps.page import map_html
from accessibility.outputs.tables import (
    OTHERS,
    write_checklist,
    write_district,
    write_geopackage,
    write_others,
    write_scores,
)
from accessibility.results import Results


def write_results(results: Results, folder: str | Path, *, force: bool = False) -> Path:
    """Write map, tables and manifest into a folder, whole or not at all; give the map's path."""
    folder = Path(folder)
    with new_folder(folder, force=force) as draft:
        (draft / "map.html").write_text(map_html(results), encoding="utf-8")
        write_scores(results, draft / "scores.csv")
        write_checklist(results, draft / "checklist.csv")
        write_district(results, draft / "district.csv")
        write_others(results, draft)
        write_geopackage(results, draft / "audit.gpkg")
        write_manifest(results, draft / "run.json")
        written = {file.name for file in draft.iterdir()}
    for name in set(OTHERS) - written:  # of an earlier audit: it would tell of another study
        (folder / name).unlink(missing_ok=True)
    return folder / "map.html"
