"""The verdict of every item of a standard in every community, with its evidence in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.scoring.evidence import Evidence, item_evidence
from accessibility.scoring.ground import Floats, Ground, Place, Served, Travel
from accessibility.scoring.kinds import served
from accessibility.scoring.laying import DISTRICT, Layout, lay_out
from accessibility.scoring.reasons import reasons
from accessibility.scoring.rules import Rules
from accessibility.scoring.tallies import Cover, Tallies, Tally, cover, unjoined
from accessibility.scoring.verdicts import CAUSES, Judged, judge
from accessibility.standards import Item, Standard
from accessibility.tables import CHECKLIST, VERDICTS

__all__ = ["DISTRICT", "Assessment", "Rules", "assess", "checklist"]

Dtype = Literal["str", "bool", "float64", "int64"]

_EXTRA = ("people", "cause", "beyond_m", "found", "expected", "found_share", "audience_known")


def checklist(
    standard: Standard,
    *,
    communities: pd.DataFrame,
    cells: pd.DataFrame,
    facilities: pd.DataFrame,
    nearest: Travel,
    rules: Rules,
) -> pd.DataFrame:
    """Judge every item that can be located in every community of a kind that it holds for.

    Parameters
    ----------
    standard : Standard
    communities : DataFrame, tables.COMMUNITIES
        Of these, the index counts, and kind and households where there are such columns.
    cells : DataFrame, tables.CELLS
        Only those of the communities given count. A cell that could not join the network
        counts as out of reach, and the reason says how many people that concerns.
    facilities : DataFrame, tables.FACILITIES
        All that was loaded, near or far.
    nearest : mapping of (role, certainty) to Nearest
        Certainties "sure" and "possible" (both together), for every role that the rules of
        the items ask for. A group without a column has no facility anywhere.
    rules : Rules

    Returns
    -------
    DataFrame, tables.CHECKLIST, sorted by community, items in the order of the standard
        And `people` (of the audience), `cause` (why it cannot be told, "" where it can),
        `beyond_m` (median of those not served [m]), `found`, `expected` and `found_share` (of
        the facilities in the data that count for the item), `audience_known`.
    """
    layout = lay_out(
        [standard], communities=communities, cells=cells, facilities=facilities, nearest=nearest
    )
    return assess(standard, layout, rules).checklist


def assess(standard: Standard, layout: Layout, rules: Rules) -> "Assessment":
    """All that one standard says of a town; the layout was made for it, among others."""
    return Assessment(
        ground=layout.ground(standard, rules),
        communities=layout.communities,
        evidence=item_evidence(standard, layout.members, layout.people, sizes=layout.sizes),
    )


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """One standard in one town: whom each item serves, and the verdicts that follow."""

    ground: Ground
    communities: pd.Index
    evidence: Mapping[tuple[str, str], Evidence]
    kept: Sequence[Served | None] = ()  # whom items serve, as far as it is known already

    @cached_property
    def served(self) -> tuple[Served, ...]:
        """Whom each item serves, cell by cell, in the order of the standard."""
        kept = self.kept or [None] * len(self.items)
        return tuple(
            served(item, self.ground) if one is None else one
            for item, one in zip(self.items, kept, strict=True)
        )

    @cached_property
    def served_frame(self) -> pd.DataFrame:
        """Share of each cell's residents whom sure facilities serve, (level, item) by column."""
        cells, names = self.ground.place.cells, ["level", "item"]
        columns = pd.MultiIndex.from_tuples([(i.level, i.id) for i in self.items], names=names)
        shares = np.array([one.sure for one in self.served], dtype=np.float32)
        return pd.DataFrame(shares.reshape(len(columns), len(cells)).T, cells, columns)

    @property
    def items(self) -> tuple[Item, ...]:
        """The items judged, in the order of the standard."""
        return self.ground.standard.located

    @cached_property
    def checklist(self) -> pd.DataFrame:
        """Every item in every community."""
        return self._table.iloc[: self._of_communities]

    @cached_property
    def district(self) -> pd.DataFrame:
        """Every item for the people of all communities together, as one named "district"."""
        table = self._table.iloc[self._of_communities :]
        holding = [self._holding(item) for item in self.items]
        items = pd.MultiIndex.from_tuples(list(self.evidence), names=["level", "item"])
        told = pd.Series(holding, items, dtype=float)
        keys = table.index.droplevel(["standard", "community_id"])  # type: ignore[list-item]
        return table.assign(communities_holding=told.reindex(keys).to_numpy())

    @property
    def told(self) -> pd.Series:
        """The verdict alone of every row of `checklist` and then of `district`."""
        verdicts = self._rows.words(VERDICTS, [one.verdict for one in self._judged()])
        return pd.Series(verdicts, self._rows.index(self.ground.standard.id), name="verdict")

    def verdicts(self, rules: Rules | None = None) -> NDArray[np.int8]:
        """Verdicts alone, items by communities, as rows of tables.VERDICTS.

        Other rules may differ in what follows from whom the items serve: the pass share.
        """
        judged = self._judged(rules)
        if not judged:
            return np.empty((0, 0), np.int8)
        return np.stack([one.verdict[: self.ground.place.count] for one in judged])

    @cached_property
    def _covers(self) -> list[Cover]:
        return [
            cover(item, whom, self.ground)
            for item, whom in zip(self.items, self.served, strict=True)
        ]

    def _judged(self, rules: Rules | None = None) -> list[Judged]:
        return [
            judge(one, rules or self.ground.rules, self.evidence[item.level, item.id])
            for item, one in zip(self.items, self._covers, strict=True)
        ]

    def _holding(self, item: Item) -> float:
        """Share of the communities it holds for that have a sure facility of it inside."""
        inside = self._inside(item)[:-1][self.ground.place.asked(item.kinds)[:-1]]
        return float((inside > 0).mean()) if len(inside) and not np.isnan(inside[0]) else np.nan

    def _inside(self, item: Item) -> Floats:
        """Sure facilities of an item in every community, and in all of them together."""
        if not self.ground.stock.tells("community"):
            return np.full(self.ground.place.places, np.nan)
        groups = [part.group for part in item.parts]
        inside = self.ground.stock.held(groups, "sure", "community").count
        return np.append(inside, inside.sum())

    @cached_property
    def _rows(self) -> "_Rows":
        names = self.communities.append(pd.Index([DISTRICT], dtype="str"))
        return _Rows(names=names, items=self.items, place=self.ground.place)

    @property
    def _of_communities(self) -> int:
        """How many rows of the table are theirs; those of the district come after."""
        place = self._rows.repeat(np.arange(self.ground.place.places))
        return int(np.searchsorted(place, self.ground.place.count))

    @cached_property
    def _table(self) -> pd.DataFrame:
        """Judge every item in every place, and put everything in columns and in words."""
        rows, judged = self._rows, self._judged()
        counted = Tallies(self.ground)
        tallied = [counted.of(i, s) for i, s in zip(self.items, self.served, strict=True)]
        table = pd.DataFrame(
            {
                **_of_items(self.items, self.ground, self.evidence, rows),
                **_of_tallies(tallied, self._covers, rows),
                "verdict": rows.words(VERDICTS, [one.verdict for one in judged]),
                "cause": rows.words(CAUSES, [one.cause for one in judged]),
                "facilities_in_unit": rows.interleaved([self._inside(i) for i in self.items]),
                "unjoined": rows.repeat(unjoined(self.ground)),
            },
            index=rows.index(self.ground.standard.id),
        )
        table["facility_name"] = table["facility_id"].map(self.ground.facilities["name"].dropna())
        table["reason"] = reasons(table, self.ground.standard, self.ground.rules, self.evidence)
        return table[[*CHECKLIST.columns, *_EXTRA]]


@dataclass(frozen=True, kw_only=True)
class _Rows:
    """Item after item within each community; items for other kinds of community left out."""

    names: pd.Index
    items: Sequence[Item]
    place: Place

    @cached_property
    def _keep(self) -> NDArray[np.bool_] | None:
        """Rows to keep, None for all of them."""
        if all(self.place.kinds <= set(item.kinds) for item in self.items):
            return None
        return np.stack([self.place.asked(item.kinds) for item in self.items], axis=1).ravel()

    def _kept(self, values: Any) -> Any:
        return values if self._keep is None else values[self._keep]

    def interleaved(self, columns: Sequence[NDArray[Any]]) -> NDArray[Any]:
        """From an array of communities for each item."""
        whole = np.stack(columns, axis=1).ravel() if columns else np.empty(0)
        return np.asarray(self._kept(whole))

    def words(self, names: Sequence[str], codes: Sequence[NDArray[np.int8]]) -> Any:
        """Words by their number, from an array of communities for each item."""
        return pd.array(list(names), dtype="str").take(self.interleaved(codes).astype(np.intp))

    def tile(self, values: Sequence[object], dtype: Dtype) -> Any:
        """One value for each item, again for every community."""
        order = self._kept(np.tile(np.arange(len(self.items)), len(self.names)))
        column: Any = pd.Series(list(values), dtype=dtype).array
        return column.take(order)

    def repeat(self, values: NDArray[Any]) -> NDArray[Any]:
        """One value for each community, for each of its items."""
        return np.asarray(self._kept(np.repeat(values, len(self.items))))

    def index(self, standard: str) -> pd.MultiIndex:
        """Standard, community, level and item of every row."""
        levels, level_of = np.unique([item.level for item in self.items], return_inverse=True)
        ids, id_of = np.unique([item.id for item in self.items], return_inverse=True)
        community = self.repeat(np.arange(len(self.names)))
        item = self._kept(np.tile(np.arange(len(self.items)), len(self.names)))
        named: Sequence[Any] = ([standard], self.names, levels, ids)
        texts: Sequence[Any] = [pd.Index(one, dtype="str") for one in named]
        codes: Sequence[Any] = (
            np.zeros(len(item), np.intp),
            community,
            level_of[item],
            id_of[item],
        )
        return pd.MultiIndex(
            levels=texts,
            codes=codes,
            names=CHECKLIST.index,
        )


def _of_items(
    items: Sequence[Item],
    ground: Ground,
    evidence: Mapping[tuple[str, str], Evidence],
    rows: _Rows,
) -> dict[str, Any]:
    """What is the same about an item in every community."""
    rules, standard = ground.rules, ground.standard
    limits = [rules.limit(standard, item) for item in items]
    told = [evidence[item.level, item.id] for item in items]
    rule = [
        "none" if limit is None else rules.rule_of(i)
        for i, limit in zip(items, limits, strict=True)
    ]
    return {
        "requirement": rows.tile([item.requirement for item in items], "str"),
        "certainty": rows.tile([item.certainty for item in items], "str"),
        "audience": rows.tile([item.audience for item in items], "str"),
        "audience_known": rows.interleaved([ground.place.knows(i.audience) for i in items]),
        "weight": rows.tile([rules.weight_of(item) for item in items], "str"),
        "rule": rows.tile(rule, "str"),
        "limit": rows.tile([np.nan if one is None else one for one in limits], "float64"),
        "limit_unit": rows.tile([rules.limit_unit(item) for item in items], "str"),
        "confidence": rows.tile([one.confidence for one in told], "str"),
        "found": rows.tile([one.found for one in told], "int64"),
        "expected": rows.tile([one.expected for one in told], "float64"),
        "found_share": rows.tile([one.found_share for one in told], "float64"),
    }


def _of_tallies(
    tallied: Sequence[Tally], covers: Sequence[Cover], rows: _Rows
) -> dict[str, NDArray[Any]]:
    """What was counted of the items in every community."""

    def column(name: str) -> NDArray[Any]:
        return rows.interleaved([getattr(one, name) for one in tallied])

    people, covered = column("people"), column("covered")
    everyone, land = _to_share(people), _to_share(column("land_m2"))
    total = _to_share(rows.interleaved([one.total for one in covers]))
    by_distance, by_line = column("by_distance"), column("by_straight_line")
    limited = [np.full(one.total.shape, one.limited) for one in covers]
    no_limit = ~rows.interleaved(limited).astype(np.bool_)  # of no items, numpy makes floats
    return {
        "people": people,
        "coverage": _blank(rows.interleaved([one.sure for one in covers]) / total, no_limit),
        "coverage_people": _blank(covered / everyone, no_limit),
        "coverage_possible": _blank(
            rows.interleaved([one.possible for one in covers]) / total, no_limit
        ),
        "coverage_residents_land": _blank(column("covered_land") / land, no_limit),
        "coverage_bicycle": rows.interleaved([one.bicycle for one in covers]) / total,
        "coverage_by_distance": by_distance / everyone,
        "coverage_by_time": column("by_time") / everyone,
        "coverage_by_straight_line": by_line / everyone,
        "straight_line_gap": (by_line - by_distance) / everyone,
        "value": column("value"),
        "nearest_m": column("nearest_m"),
        "facility_id": column("facility_id"),
        "beyond_m": _blank(column("beyond_m"), no_limit),
        "people_uncovered": _blank(np.maximum(people - covered, 0.0), no_limit),
        "people_near_edge": column("near_edge"),
    }  # fmt: skip


def _blank(values: Floats, where: NDArray[np.bool_]) -> Floats:
    return np.where(where, np.nan, values)


def _to_share(total: Floats) -> Floats:
    """A total to divide by: NaN where there is nothing to share."""
    return np.where(total > 0, total, np.nan)
