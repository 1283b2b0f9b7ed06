"""A finished audit's folder, read back: its manifest, and all that concerns one row of it."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from accessibility.errors import FinishedAuditError, NotInAuditError, SeveralRowsError
from accessibility.evidence import Evidence
from accessibility.standards import Item, Standard, at_least, audience_items, standard
from accessibility.standards.schema import CERTAINTIES

_PANELS = "audience_checklist"  # a layer that not every audit has
_KEYS = ["standard", "level", "item"]
_WAY = re.compile(r"(?P<role>\S+) (?P<unit>m|min) (?P<group>.+)|missed .+")  # columns of cells


def read_evidence(
    folder: Path, community: str, item: str, *, standard_id: str | None = None
) -> Evidence:
    """All that a finished audit's files say of one item in one community.

    Parameters
    ----------
    folder : of the audit's results
    community : id, or name in either language
    item : ``level/item``, or an item's id where only one level has it
    standard_id : needed where the item stands in several of the standards

    Raises
    ------
    InputError
        Where the folder is not that of an audit, and for names that it does not have, or more
        than once.
    """
    run = read_run(folder)
    communities = read_layer(folder, "communities").drop_duplicates("community_id")
    communities = communities.set_index("community_id").sort_index()
    community_id = _community(communities, community)
    checklist = _checklist(folder, community_id, item, standard_id)
    row = _row(checklist, item, standard_id)
    one = _standard(run, str(row["standard"]), folder)
    asked = _item(one, str(row["level"]), str(row["item"]))
    types = sorted({part.type for part in asked.parts})
    facilities = read_layer(folder, "facilities", where=_among("type", types))
    facilities = facilities.set_index("facility_id")
    doors = read_layer(folder, "access_points").set_index("access_id")
    return Evidence(
        folder=folder,
        run=run,
        standard=one,
        item=asked,
        row=row,
        community_id=community_id,
        communities=communities,
        cells=_cells(folder, asked),
        facilities=facilities,
        doors=doors[doors["facility_id"].isin(facilities.index)],
        standards=tuple(_standards(run, folder)),
    )


def read_run(folder: Path) -> dict[str, Any]:
    """The manifest of a finished audit."""
    path = folder / "run.json"
    try:
        run: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as fault:
        raise FinishedAuditError(folder, "no run.json in it") from fault
    except (OSError, ValueError) as fault:
        raise FinishedAuditError(folder, f"its run.json cannot be read ({fault})") from fault
    if not isinstance(run, dict) or not {"settings", "inputs", "standards"} <= set(run):
        raise FinishedAuditError(folder, "its run.json is not that of an audit")
    return run


def read_layer(
    folder: Path, layer: str, *, where: str | None = None, columns: Sequence[str] | None = None
) -> gpd.GeoDataFrame:
    """One layer of a finished audit's GeoPackage."""
    path = folder / "audit.gpkg"
    try:
        return pyogrio.read_dataframe(path, layer=layer, where=where, columns=columns)
    except (DataSourceError, DataLayerError) as fault:
        raise FinishedAuditError(folder, f"its audit.gpkg cannot be read ({fault})") from fault


def _cells(folder: Path, item: Item) -> gpd.GeoDataFrame:
    """The cells, with the ways to the facilities of the item alone: a town has a hundred types."""
    try:
        fields = pyogrio.read_info(folder / "audit.gpkg", layer="cells")["fields"]
    except (DataSourceError, DataLayerError) as fault:
        raise FinishedAuditError(folder, f"its audit.gpkg cannot be read ({fault})") from fault
    groups = {item.vehicle_group, *(part.group for part in item.parts)}
    wanted = [
        name for name in fields if not (way := _WAY.fullmatch(name)) or way.group("group") in groups
    ]
    return read_layer(folder, "cells", columns=wanted).set_index("cell_id")


def _community(communities: gpd.GeoDataFrame, asked: str) -> str:
    """The id of the community that is meant."""
    if asked in communities.index:
        return asked
    wanted = asked.strip().casefold()
    known = communities[["name", "name_zh"]] if "name_zh" in communities else communities[["name"]]
    names = known.astype("str").apply(lambda column: column.str.strip().str.casefold())
    found = communities.index[(names == wanted).any(axis=1)]
    if len(found) == 1:
        return str(found[0])
    if len(found):
        raise SeveralRowsError("community", asked, found, "Give the id of the one you mean")
    every = [*communities.index, *known.to_numpy().ravel()]
    raise NotInAuditError("community", asked, [str(name) for name in every if pd.notna(name)])


def _checklist(
    folder: Path, community_id: str, item: str, standard_id: str | None
) -> gpd.GeoDataFrame:
    """The rows of a community: of the standards, else of the panels of the audiences."""
    here = _equals("community_id", community_id)
    panels = audience_items().id
    judged = read_layer(folder, "checklist", where=here)
    known = {*judged["item"], *judged["level"].str.cat(judged["item"], sep="/")}
    panel = standard_id == panels or (standard_id is None and item not in known)
    if not panel or _PANELS not in pyogrio.list_layers(folder / "audit.gpkg")[:, 0]:
        return judged
    return pd.concat([judged, read_layer(folder, _PANELS, where=here)])


def _row(checklist: pd.DataFrame, asked: str, standard_id: str | None) -> "pd.Series[Any]":
    """The row of the community's checklist that is meant."""
    known = checklist["standard"].unique()
    if standard_id is not None and standard_id not in known:
        raise NotInAuditError("standard", standard_id, known)
    own = checklist if standard_id is None else checklist[checklist["standard"] == standard_id]
    full = own["level"].str.cat(own["item"], sep="/")
    found = own[(full == asked) | (own["item"] == asked)]
    if found.empty:
        raise NotInAuditError("item", asked, [*own["item"], *full])
    if len(found) > 1:
        choices = [f"{level}/{item} --standard {one}" for one, level, item in
                   found[_KEYS].itertuples(index=False)]  # fmt: skip
        raise SeveralRowsError("item", asked, choices, "Give level and item, and the standard")
    return found.iloc[0]


def _standard(run: Mapping[str, Any], key: str, folder: Path) -> Standard:
    """A standard of the audit: one that comes with the package, or a file that run.json names."""
    if key not in run["standards"]:  # the panels of the audiences are judged beside
        return audience_items()
    if "path" not in run["standards"][key]:
        return standard(key)
    path = folder / run["standards"][key]["path"]
    if not path.is_file():
        raise FinishedAuditError(folder, f"the standard's file {path} is not there any more")
    return standard(path)


def _standards(run: Mapping[str, Any], folder: Path) -> Iterator[Standard]:
    """The standards of the audit, but for files that are not there any more, and the panels."""
    settings = run["settings"]
    least = settings.get("min_certainty", CERTAINTIES[-1])
    for key, told in run["standards"].items():
        if "path" not in told or (folder / told["path"]).is_file():
            yield at_least(_standard(run, key, folder), least)
    if settings.get("audiences", True):
        yield at_least(audience_items(), least)


def _item(one: Standard, level: str, item: str) -> Item:
    """The item of a row, which the standard may have lost since."""
    found = [each for each in one.items if (each.level, each.id) == (level, item)]
    if not found:
        raise NotInAuditError("item", f"{level}/{item}", [f"{i.level}/{i.id}" for i in one.items])
    return found[0]


def _equals(column: str, value: str) -> str:
    return _among(column, [value])


def _among(column: str, values: Sequence[str]) -> str:
    """A condition of OGR; quotes within values are doubled."""
    quoted = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
    return f"{column} IN ({quoted})"
