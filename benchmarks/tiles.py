"""Valhalla with tiles of its own, built from the same extract."""

import json
import subprocess
from pathlib import Path
from typing import Any

from benchmarks.report import WORK

WALK_KMH = 4.8


def actor(path: Path) -> Any:
    """An actor on the extract's tiles, which are built at the first call."""
    import valhalla
    from valhalla.config import get_config

    folder = WORK / f"valhalla-{path.name.split('.')[0]}-{valhalla.__version__}"
    settings = folder / "valhalla.json"
    if not settings.is_file():
        tiles = folder / "tiles"
        tiles.mkdir(parents=True, exist_ok=True)
        config = get_config(tile_extract="", tile_dir=tiles, verbose=False)
        draft = folder / "draft.json"
        draft.write_text(json.dumps(config), encoding="utf-8")
        # the console script does not find the program that lies in the package
        program = Path(valhalla.__file__).parent / "bin" / "valhalla_build_tiles"
        command = [str(program), "-c", str(draft), str(path)]
        subprocess.run(command, check=True, capture_output=True)
        draft.rename(settings)
    return valhalla.Actor(str(settings))


def question(lon: float, lat: float, minutes: tuple[int, ...]) -> str:
    """Three contours as polygons; everything else as Valhalla has it."""
    return json.dumps(
        {
            "locations": [{"lon": lon, "lat": lat}],
            "costing": "pedestrian",
            "costing_options": {"pedestrian": {"walking_speed": WALK_KMH}},
            "contours": [{"time": limit} for limit in minutes],
            "polygons": True,
        }
    )
