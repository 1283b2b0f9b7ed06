"""A town small enough to check by hand, with names as nasty as a map may bring them.

Three communities of 600 x 600 m side by side, a street every 100 m, twenty cells in each.
West and middle hold 10 people a cell, 200 each; nobody lives in the east, which ends at
the sea. Distances are walked along the grid: |dx| + |dy|.
"""

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from accessibility.network import WAY_TAGS, Network
from accessibility.results import Reach, Results, Source, Town, Traveller
from accessibility.standards import Item, Level, Standard
from accessibility.study import Study
from accessibility.tables import Nearest

METRIC = CRS.from_epsg(32650)
X0, Y0 = 450_000.0, 4_420_000.0
COMMUNITIES = ("west", "middle", "east")

SCRIPT = "</script><script>window.pwned=1</script>"
IMAGE = '<img src=x onerror="window.pwned=1">'
TEMPLATE = "{{7*7}}{% raw %}{# note #}{{ this }}"
LONG = "长" * 500
ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0"

# type, east, north, certainty, name, area: where each facility stands, in metres from the corner
FACILITIES = (
    ("clinic", 600, 300, "sure", IMAGE, np.nan),
    ("school", 300, 300, "sure", SCRIPT, 4000.0),
    ("school", 900, 300, "possible", "", np.nan),
    ("park", 1100, 500, "sure", TEMPLATE, 9000.0),
    ("park", 100, 100, "sure", "Small \"green\" & 'quiet'", 800.0),
    ("market", 900, 300, "sure", LONG, np.nan),
    ("primary", 900, 100, "sure", "It's <b>bold</b>", 6000.0),
    ("kindergarten", 100, 300, "sure", None, 3000.0),
    ("toilet", 900, 500, "sure", "  ", np.nan),
)


def _item(level: str, kind: str, limit: float | None, **changes: object) -> Item:
    names = {"name_en": f"{kind.title()} <i>en</i>", "name_zh": f"{kind}（中文）"}
    plain = {
        "requirement": "required",
        "clause": "B.0.1",
        "certainty": "seen",
    }
    return Item(
        **{"id": kind, "type": kind, "level": level, "radius_m": limit, **names, **plain, **changes}
    )


ITEMS = (
    _item("15", "clinic", 1000),
    _item("15", "school", 1000),
    _item("15", "park", None, min_site_m2=5000.0),
    _item("10", "market", 500),
    _item("10", "primary", 500),
    _item("5", "kindergarten", 300),
    _item("5", "daycare", 300),
    _item("5", "toilet", 300, requirement="recommended"),
    _item("5", "substation", None, locatable=False),
)


def standard(identity: str = "gb50180-2018") -> Standard:
    levels = {
        key: Level(
            id=key,
            name_zh=f"{key}分钟生活圈（{place}级）",
            name_en=f"{key}-minute circle",
            minutes=float(key),
            distance_m=float(metres),
            people=None,
            clause="3.0.4",
            certainty="seen",
        )
        for key, place, metres in (("15", "街区", 1000), ("10", "社区", 500), ("5", "小区", 300))
    }
    return Standard(
        id=identity,
        name_zh="城市居住区规划设计标准",
        name_en="Standard for residential areas",
        source="GB 50180-2018",
        levels=levels,
        items=ITEMS,
    )


def results(**changes: object) -> Results:
    """The audit of the small town; `changes` replace parts of its study."""
    study = Study(
        **{"name": 'Testville "<b>" & Co', "name_zh": "测试区<b>", "osm": Path("x.pbf"), **changes}
    )
    own = standard()
    cells, facilities = cells_table(), facilities_table()
    nearest = {
        (profile, certainty): nearest_of(cells, facilities, profile, certainty)
        for profile in ("walk", "bike")
        for certainty in ("sure", "possible")
    }
    checklist = checklist_table(own, cells, nearest)
    town = Town(
        network=network(),
        communities=communities_table(cells),
        units=communities_table(cells).iloc[:0].rename_axis("unit_id"),
        cells=cells,
        facilities=facilities,
        entrances=gpd.GeoDataFrame({"kind": []}, geometry=[], crs=METRIC),
        landscape=landscape_table(),
        box=shapely.box(X0 - 1000, Y0 - 1000, X0 + 2800, Y0 + 1600),
        loaded_area=shapely.box(X0 - 1000, Y0 - 1000, X0 + 2800, Y0 + 1600),
        people_basis="floor_area",
        sources=(Source(role="osm", name="x.pbf", sha256="0", date="2023-06-13T20:00:00Z",
                        attribution=ATTRIBUTION),),
        remarks=(),
    )  # fmt: skip
    return Results(
        study=study,
        standards={own.id: own},
        town=town,
        access_points=gpd.GeoDataFrame({"facility_id": []}, geometry=[], crs=METRIC),
        nearest=nearest,
        checklist=checklist,
        district_checklist=district_checklist_table(checklist),
        scores=scores_table(own, checklist),
        district=district_table(own),
        served={own.id: served_table(own, cells, nearest)},
        unit_scores=pd.DataFrame(),
        audiences=pd.DataFrame(),
        audience_checklist=pd.DataFrame(),
        needs=pd.DataFrame(),
        sensitivity=pd.DataFrame(),
        hangs_on={},
        unit_checklist=pd.DataFrame(),
        missed=missed_table(own, cells, nearest),
        travellers=pd.DataFrame(),
        compounds=gpd.GeoDataFrame({"people": []}, geometry=[], crs=METRIC),
        gaps=gpd.GeoDataFrame({"people": []}, geometry=[], crs=METRIC),
        stranded=gpd.GeoDataFrame({"people": []}, geometry=[], crs=METRIC),
    )


def communities_table(cells: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    squares = [shapely.box(X0 + 600 * i, Y0, X0 + 600 * (i + 1), Y0 + 600) for i in range(3)]
    return gpd.GeoDataFrame(
        {
            "name": [SCRIPT, "Middle & Co", "East"],
            "name_zh": [TEMPLATE, "中间", None],
            "unit": "community",
            "kind": "urban",
            "parent_id": None,
            "population": cells.groupby("community_id")["people"].sum().reindex(COMMUNITIES),
            "households": np.nan,
            "children": np.nan,
            "elderly": np.nan,
            "area_m2": 360_000.0,
        },
        geometry=squares,
        index=pd.Index(COMMUNITIES, name="community_id"),
        crs=METRIC,
    )


def cells_table() -> gpd.GeoDataFrame:
    """Five columns by four rows in every community, 10 people each, none in the east."""
    east, north = np.meshgrid(np.arange(60, 600, 120), np.arange(75, 600, 150))
    places = [
        (600 * i + e, n) for i in range(3) for e, n in zip(east.flat, north.flat, strict=True)
    ]
    return gpd.GeoDataFrame(
        {
            "community_id": np.repeat(COMMUNITIES, 20),
            "people": np.repeat([10.0, 10.0, 0.0], 20),
            "land_m2": 100.0,
            "source": "building",
            "edge_m": 900.0,
        },
        geometry=[shapely.Point(X0 + e, Y0 + n) for e, n in places],
        index=pd.Index([f"c{i:02d}" for i in range(60)], name="cell_id"),
        crs=METRIC,
    )


def facilities_table() -> gpd.GeoDataFrame:
    columns = list(zip(*FACILITIES, strict=True))
    return gpd.GeoDataFrame(
        {
            "type": columns[0],
            "certainty": columns[3],
            "name": columns[4],
            "source": "x.pbf",
            "source_id": [f"n{i}" for i in range(len(FACILITIES))],
            "capacity": np.nan,
            "area_m2": columns[5],
            "access": "point",
        },
        geometry=shapely.points(X0 + np.array(columns[1]), Y0 + np.array(columns[2])),
        index=pd.Index([f"f{i}" for i in range(len(FACILITIES))], name="facility_id"),
        crs=METRIC,
    )


def nearest_of(
    cells: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, profile: str, certainty: str
) -> Nearest:
    """Grid distances: 80 m a minute on foot, 200 m by bicycle."""
    here = shapely.get_coordinates(cells.geometry.array)
    metres, ids = {}, {}
    for item in ITEMS:
        fits = facilities[facilities["type"] == item.type]
        fits = fits[(fits["certainty"] == "sure") | (certainty == "possible")]
        if item.min_site_m2:
            fits = fits[fits["area_m2"] >= item.min_site_m2]
        if fits.empty:
            continue
        there = shapely.get_coordinates(fits.geometry.array)
        distance = np.abs(here[:, None] - there).sum(axis=2)
        metres[item.group] = distance.min(axis=1)
        ids[item.group] = fits.index.to_numpy()[distance.argmin(axis=1)]
    frame = pd.DataFrame(metres, index=cells.index)
    return Nearest(
        profile=profile,
        certainty=certainty,
        metres=frame,
        minutes=frame / (80 if profile == "walk" else 200),
        facility_id=pd.DataFrame(ids, index=cells.index),
    )


def checklist_table(
    own: Standard, cells: gpd.GeoDataFrame, nearest: dict[tuple[str, str], Nearest]
) -> pd.DataFrame:
    """Judged here in the plainest way; east has nobody, day care has no facility."""
    rows = [
        {"standard": own.id, "community_id": community, "level": item.level, "item": item.id}
        | _judged(own, item, cells, cells["community_id"] == community, nearest)
        for community in COMMUNITIES
        for item in own.located
    ]
    return pd.DataFrame(rows).set_index(["standard", "community_id", "level", "item"])


def _judged(own, item, cells, inside, nearest) -> dict[str, object]:
    limit = own.limit_m(item)
    people = cells.loc[inside, "people"].sum()
    known = item.group in nearest["walk", "sure"].metres
    share = {
        certainty: _share(nearest["walk", certainty].metres, item, inside, limit)
        for certainty in ("sure", "possible")
    }
    bicycle = _share(nearest["bike", "sure"].minutes, item, inside, own.levels[item.level].minutes)
    if people == 0:
        verdict, cause = "cannot_tell", "nobody"
    elif not known:
        verdict, cause = "cannot_tell", "none found"
    elif share["sure"] >= 0.9:
        verdict, cause = "met", ""
    elif share["possible"] >= 0.9:
        verdict, cause = "cannot_tell", "possible"
    elif bicycle >= 0.9:
        verdict, cause = "by_bicycle", ""
    else:
        verdict, cause = ("partly" if share["sure"] > 0.45 else "not_met"), ""
    near = nearest["walk", "sure"]
    return {
        "requirement": item.requirement,
        "certainty": item.certainty,
        "audience": item.audience,
        "weight": "people",
        "rule": "distance",
        "limit": limit,
        "limit_unit": "m",
        "value": np.nan,
        "coverage": share["sure"] if people else np.nan,
        "coverage_people": share["sure"] if people else np.nan,
        "coverage_possible": share["possible"] if people else np.nan,
        "coverage_residents_land": share["sure"],
        "coverage_bicycle": bicycle if people else np.nan,
        "coverage_by_distance": share["sure"] if people else np.nan,
        "coverage_by_time": np.nan,
        "coverage_by_straight_line": np.nan,
        "straight_line_gap": np.nan,
        "facilities_in_unit": np.nan,
        "nearest_m": near.metres.loc[inside, item.group].median() if known else np.inf,
        "verdict": verdict,
        "reason": "",
        "facility_id": near.facility_id.loc[inside, item.group].iloc[0] if known else np.nan,
        "people_uncovered": people * (1 - share["sure"]),
        "people_near_edge": 0.0,
        "confidence": "ample" if known else "very thin",
        "cause": cause,
    }


def _share(frame: pd.DataFrame, item: Item, inside: pd.Series, limit: float) -> float:
    return float((frame.loc[inside, item.group] <= limit).mean()) if item.group in frame else 0.0


def district_checklist_table(checklist: pd.DataFrame) -> pd.DataFrame:
    """The rows of the west, as if it were all: what is told of a district, not how."""
    own = checklist.xs("west", level="community_id", drop_level=False)
    own = own.rename(index={"west": "district"}, level="community_id")
    return own.assign(communities_holding=2 / 3)


def served_table(
    own: Standard, cells: gpd.GeoDataFrame, nearest: dict[tuple[str, str], Nearest]
) -> pd.DataFrame:
    """1 where a cell has a sure facility within the metres, else 0."""
    metres = nearest["walk", "sure"].metres
    shares = {
        (item.level, item.id): metres[item.group] <= own.limit_m(item)
        if item.group in metres
        else pd.Series(False, cells.index)
        for item in own.located
    }
    return pd.DataFrame(shares, index=cells.index).astype("float32")


def scores_table(own: Standard, checklist: pd.DataFrame) -> pd.DataFrame:
    """West 72.25 C, middle 89.96 B (never to be printed as 90), east not known."""
    index = pd.MultiIndex.from_product([[own.id], COMMUNITIES], names=["standard", "community_id"])
    return pd.DataFrame(
        {
            "name": [SCRIPT, "Middle & Co", "East"],
            "population": [200.0, 200.0, 0.0],
            "level_15": [91.5, 100.0, np.nan],
            "level_10": [25.25, 89.96, np.nan],
            "level_5": [100.0, 79.92, np.nan],
            "level_other": np.nan,
            "score": [72.25, 89.96, np.nan],
            "grade": ["C", "B", None],
            "items_required": [7, 7, 7],
            "items_assessed": [6, 4, 0],
            "items_met": [3, 4, 0],
            "data_confidence": [0.8, 0.8, np.nan],
        },
        index=index,
    )


def district_table(own: Standard) -> pd.DataFrame:
    row = {
        "name": "all", "population": 400.0, "level_15": 95.75, "level_10": 57.6, "level_5": 89.96,
        "level_other": np.nan, "score": 81.1, "grade": "B", "items_required": 7,
        "items_assessed": 6, "items_met": 2, "data_confidence": 0.8,
    }  # fmt: skip
    return pd.DataFrame([row], index=pd.Index([own.id], name="standard"))


def missed_table(
    own: Standard, cells: gpd.GeoDataFrame, nearest: dict[tuple[str, str], Nearest]
) -> pd.DataFrame:
    metres = nearest["walk", "sure"].metres
    asked = [item for item in own.scored if item.group in metres]
    missed = sum((metres[item.group] > own.limit_m(item)).astype(int) for item in asked)
    return pd.DataFrame({own.id: missed}, index=cells.index)


def landscape_table() -> gpd.GeoDataFrame:
    def box(kind: str, *corners: float) -> dict[str, object]:
        west, south, east, north = corners
        shape = shapely.box(X0 + west, Y0 + south, X0 + east, Y0 + north)
        return {"kind": kind, "geometry": shape}

    rail = shapely.LineString([(X0 - 500, Y0 + 650), (X0 + 2000, Y0 + 650)])
    rows = [
        box("green", 50, 50, 250, 200),
        box("green", 200, 100, 300, 300),
        box("water", 700, 50, 800, 150),
        box("built", 400, 400, 500, 500),
        box("sea", 1700, -1000, 2800, 1600),
        {"kind": "rail", "geometry": rail},
    ]
    return gpd.GeoDataFrame(rows, crs=METRIC)


def network() -> Network:
    """Streets every 100 m from -500 to 1700 east and -200 to 800 north; one is a tunnel."""
    lines = [[(e, -200), (e, 800)] for e in range(-500, 1800, 100)]
    lines += [[(-500, n), (1700, n)] for n in range(-200, 900, 100)]
    xy = np.array(lines, float) + np.array([X0, Y0])
    kinds: Sequence[str] = ("primary", "secondary", "residential", "footway")
    ways = pd.DataFrame({"osm_id": range(len(lines)), **dict.fromkeys(WAY_TAGS, np.nan)})
    ways = ways.astype(dict.fromkeys(WAY_TAGS, "str"))
    ways["highway"] = [kinds[i % 4] for i in range(len(lines))]
    ways.loc[0, "tunnel"] = "yes"
    count = len(lines)
    return Network(
        crs=METRIC,
        node_id=np.arange(2 * count, dtype=np.int64),
        node_xy=xy.reshape(-1, 2),
        edge_tail=np.arange(0, 2 * count, 2, dtype=np.int32),
        edge_head=np.arange(1, 2 * count, 2, dtype=np.int32),
        edge_mm=np.full(count, 1_000_000, np.int32),
        edge_way=np.arange(count, dtype=np.int32),
        vertex_first=np.arange(0, 2 * count + 1, 2, dtype=np.int32),
        vertex_xy=xy.reshape(-1, 2),
        ways=ways,
    )


def reach(**changes: object) -> Reach:
    """Three nested squares round one start with a nasty name."""
    start = shapely.Point(X0 + 600, Y0 + 300)
    rings = gpd.GeoDataFrame(
        {"limit": [15.0, 10.0, 5.0], "unit": "min", "profile": "walk", "streets_km": 1.0},
        geometry=[start.buffer(r, cap_style="square") for r in (900, 600, 300)],
        index=pd.Index([IMAGE] * 3, name="origin"),
        crs=METRIC,
    )
    streets = gpd.GeoDataFrame(
        {"limit": [15.0], "profile": "walk"},
        geometry=[shapely.LineString([(X0, Y0 + 300), (X0 + 1200, Y0 + 300)])],
        index=pd.Index([IMAGE], name="origin"),
        crs=METRIC,
    )
    source = Source(role="osm", name="x", sha256="0", date="2023-06-13", attribution=ATTRIBUTION)
    parts = {
        "network": network(),
        "landscape": gpd.GeoDataFrame({"kind": []}, geometry=[], crs=METRIC),
        "box": shapely.box(X0 - 1000, Y0 - 1000, X0 + 2800, Y0 + 1600),
        "rings": rings,
        "streets": streets,
        "origins": gpd.GeoDataFrame(geometry=[start], index=[IMAGE], crs=METRIC),
        "travellers": (Traveller(name="walk", name_zh="步行", speed_kmh=4.8),),
        "areas": "each",
        "towards": False,
        "facilities": None,
        "possible": False,
        "elevation": None,
        "unknown_slope": 0.0,
        "waiting": False,
        "at_edge": False,
        "source": source,
        "lang": "en",
    }
    return Reach(**{**parts, **changes})
