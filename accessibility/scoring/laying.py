"""The ground laid out: cells in order, the units they lie in, the ways from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.errors import ReservedIdError
from accessibility.measures.coverage import weight_by_place
from accessibility.scoring.ground import Floats, Ground, Members, Place, Travel, Units, Ways
from accessibility.scoring.groups import facility_groups
from accessibility.scoring.groups_near import Groups
from accessibility.scoring.rules import Rules
from accessibility.scoring.stock import Stock
from accessibility.standards import Standard

DISTRICT = "district"  # community_id of all people together
_AUDIENCES = ("children", "elderly")


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A town as every standard is judged on it: made once, whatever is asked of it."""

    communities: pd.Index
    place: Place
    ways: Ways
    facilities: pd.DataFrame  # tables.FACILITIES
    members: Members  # of every group that one of the standards asks for
    units: Mapping[str, Units]
    stock: Stock
    groups: Groups
    sizes: "pd.Series[int]"  # facilities of every type
    people: float  # on all cells

    def ground(self, standard: Standard, rules: Rules) -> Ground:
        """What the items of one standard are judged on."""
        return Ground(
            standard=standard,
            place=self.place,
            ways=self.ways,
            facilities=self.facilities,
            members=self.members,
            units=self.units,
            stock=self.stock,
            groups=self.groups,
            rules=rules,
        )

    def travelled(self, nearest: Travel) -> "Layout":
        """The same town with other ways."""
        ways = Ways(self.place.cells, nearest)
        return replace(self, ways=ways, groups=Groups(self.place, ways))


def lay_out(
    standards: Iterable[Standard],
    *,
    communities: pd.DataFrame,
    cells: pd.DataFrame,
    facilities: pd.DataFrame,
    nearest: Travel,
    streets: pd.DataFrame | None = None,
) -> Layout:
    """Lay a town out for some standards; cells of other communities do not count.

    `streets`, indexed by street_id, may tell their households; else those of communities do.
    """
    names = communities.index.sort_values()
    if DISTRICT in names:
        raise ReservedIdError(DISTRICT)
    code = names.get_indexer(pd.Index(cells["community_id"]))
    known = cells.assign(_code=code)[code >= 0].sort_index()
    place = _place(known, communities.loc[names])
    units = _units(known, communities.loc[names], place, streets)
    ways = Ways(place.cells, nearest)
    members = facility_groups(facilities, {one.id: one for one in standards})
    return Layout(
        communities=names,
        place=place,
        ways=ways,
        groups=Groups(place, ways),
        facilities=facilities,
        members=members,
        units=units,
        stock=Stock(facilities, members, {sort: one.ids for sort, one in units.items()}),
        sizes=facilities["type"].value_counts(),
        people=float(cells["people"].sum()),
    )


def _place(cells: pd.DataFrame, communities: pd.DataFrame) -> Place:
    code = cells["_code"].to_numpy(dtype=np.intp)
    kinds = _column(communities, "kind", "urban").to_numpy(dtype=object)
    people = cells["people"].to_numpy(dtype=float)
    known = {name: _known(cells, name, code, len(communities)) for name in _AUDIENCES}
    groups = {
        name: np.where(told[code], cells[name].to_numpy(dtype=float), people)
        for name, told in known.items()
        if told.any()
    }
    return Place(
        cells=cells.index,
        code=code,
        count=len(communities),
        people=people,
        land_m2=cells["land_m2"].to_numpy(dtype=float),
        edge_m=cells["edge_m"].to_numpy(dtype=float),
        kind=kinds[code],
        kinds=frozenset(kinds.tolist()),
        kind_of=tuple(kinds.tolist()),
        groups=groups,
        known={name: np.append(told, told.all()) for name, told in known.items()},
    )


def _known(cells: pd.DataFrame, name: str, code: NDArray[np.intp], count: int) -> NDArray[np.bool_]:
    """The communities of which a group is known, on every one of their cells."""
    if name not in cells:
        return np.zeros(count, dtype=np.bool_)
    blank = cells[name].isna().to_numpy()
    known: NDArray[np.bool_] = np.bincount(code[blank], minlength=count) == 0
    return known & bool((~blank).any())


def _units(
    cells: pd.DataFrame,
    communities: pd.DataFrame,
    place: Place,
    streets: pd.DataFrame | None,
) -> dict[str, Units]:
    """Communities, the district they make, and sub-districts where the cells name theirs."""
    homes = _column(communities, "households", np.nan).to_numpy(dtype=float)
    units = {
        "community": _unit(place.code, communities.index, place.people, homes),
        "district": _unit(
            np.zeros_like(place.code),
            pd.Index([DISTRICT], dtype="str"),
            place.people,
            np.array([homes.sum()]),
        ),
    }
    if "street_id" in cells and cells["street_id"].notna().any():
        code, ids = pd.factorize(cells["street_id"], sort=True)
        homes_of = _homes_of_streets(code, len(ids), place, homes)
        if streets is not None:  # what its own file says goes first
            own = _column(streets, "households", np.nan).reindex(ids).to_numpy(dtype=float)
            homes_of = np.where(np.isnan(own), homes_of, own)
        units["subdistrict"] = _unit(code.astype(np.intp), pd.Index(ids), place.people, homes_of)
    return units


def _homes_of_streets(code: NDArray[np.intp], streets: int, place: Place, homes: Floats) -> Floats:
    """Households of every street: those of its communities, by the people of each in it."""
    people = weight_by_place(place.people, place.code, place.count)
    a_person = np.divide(homes, people, out=np.zeros(place.count), where=people > 0)
    own = np.where(place.people > 0, place.people * a_person[place.code], 0.0)
    inside = code >= 0
    return weight_by_place(own[inside], code[inside], streets)


def _unit(code: NDArray[np.intp], ids: pd.Index, people: Floats, households: Floats) -> Units:
    inside = code >= 0
    return Units(
        code=code,
        ids=ids,
        people=weight_by_place(people[inside], code[inside], len(ids)),
        households=households,
    )


def _column(frame: pd.DataFrame, name: str, default: object) -> "pd.Series":
    return frame[name] if name in frame else pd.Series(default, frame.index)
