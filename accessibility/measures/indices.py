"""Published indices of proximity: one number for a place, from its minutes to many categories."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from accessibility.measures.coverage import coverage_share, weight_by_place

FIFTEEN_MIN = 15.0


def mean_of_nearest(
    several: pd.DataFrame, cells: pd.Index, categories: Sequence[str], *, most: int = 20
) -> pd.DataFrame:
    """Mean time from every cell to its nearest facilities of each category.

    The inner mean of the proximity time of Bruno et al. (2024, equation 1), there over the 20
    nearest. The paper does not say what holds where there are fewer: our reading is that n is
    then all that there are, which is the most that any cell reaches. So whoever reaches fewer
    than others do has not reached them all.

    Parameters
    ----------
    several : DataFrame, what `nearest_several` gives
        Columns cell_id, group (a category), place (1 is the nearest) and minutes [min].
    cells : Index of all cells that were searched from
    categories : columns of the result
    most : int
        How many nearest are asked for; further ones do not count.

    Returns
    -------
    DataFrame of float [min], index `cells`, columns `categories`
        ``inf`` where a cell reaches fewer facilities than others do, or none, and for all
        where nobody reaches any.
    """
    near = several[several["place"] <= most]
    cell = cells.get_indexer(pd.Index(near["cell_id"]))
    group = pd.Index(categories).get_indexer(pd.Index(near["group"]))
    kept = (cell >= 0) & (group >= 0)
    slot = cell[kept] * len(categories) + group[kept]
    shape = len(cells), len(categories)
    minutes = near["minutes"].to_numpy(float)[kept]
    total = np.bincount(slot, weights=minutes, minlength=shape[0] * shape[1]).reshape(shape)
    count = np.bincount(slot, minlength=shape[0] * shape[1]).reshape(shape)
    due = count.max(axis=0, initial=0)
    means = np.divide(total, count, out=np.full(shape, np.inf), where=(count == due) & (count > 0))
    return pd.DataFrame(means, cells, pd.Index(categories))


def proximity_time(minutes: pd.DataFrame) -> pd.Series:
    """Proximity time of every place: the mean over categories of the minutes to each.

    Bruno, M., Monteiro Melo, H. P., Campanelli, B. & Loreto, V. (2024). A universal framework
    for inclusive 15-minute cities. Nature Cities 1, 633-641, equation 2.
    https://doi.org/10.1038/s44284-024-00119-4

    The paper has nine categories: outdoor activities, learning, supplies, eating, moving,
    cultural activities, physical exercise, services and health care. Each counts the same.
    Places are there hexagons with a side of 200 m; those without facilities nearby are left
    out. Here every cell has its own, and nobody is left out.

    Parameters
    ----------
    minutes : DataFrame of float [min], indexed by place, one column a category
        Mean time to the 20 nearest of the category, as `mean_of_nearest` gives.

    Returns
    -------
    Series of float [min], indexed by place
        ``inf`` where a category is not reached, ``NaN`` where one is not known.
    """
    return minutes.mean(axis=1, skipna=False)


def f15(
    time: pd.Series, people: pd.Series, community: pd.Series, *, limit: float = FIFTEEN_MIN
) -> pd.Series:
    """Share of people whose proximity time is at most 15 minutes.

    F15 of Bruno et al. (2024, equation 4; there in percent). Whoever does not reach every
    category, or cannot be placed on the streets, counts as beyond: our reading, since the
    paper leaves out places without facilities nearby.

    Parameters
    ----------
    time : Series of float [min], indexed by cell
        What `proximity_time` gives.
    people : Series of float [persons], indexed by cell
    community : Series of str, indexed by cell
    limit : float [min]
        Inclusive.

    Returns
    -------
    Series of float [0-1], indexed by community
        ``NaN`` where nobody lives.
    """
    return coverage_share(time, people, community, limit=limit)


def nexi_mean(minutes: pd.DataFrame) -> pd.Series:
    """Mean over categories of the minutes to the nearest facility of each.

    After Olivari, B., Cipriano, P., Napolitano, M. & Giovannini, L. (2023). Are Italian cities
    already 15-minute? Presenting the Next Proximity Index. Journal of Urban Mobility 4, 100057.
    https://doi.org/10.1016/j.urbmob.2023.100057

    Our reading: the paper's full text was not at hand. Mean and maximum over the categories, in
    minutes, are those of a later open tool of the same make; the paper's own scales are not
    reproduced. Eight categories, as the authors named them in 2022: groceries, meals,
    education, health, post and banks, parks, entertainment, shops.

    Parameters
    ----------
    minutes : DataFrame of float [min], indexed by place, one column a category

    Returns
    -------
    Series of float [min], indexed by place
        ``inf`` where a category is not reached, ``NaN`` where one is not known.
    """
    return minutes.mean(axis=1, skipna=False)


def nexi_max(minutes: pd.DataFrame) -> pd.Series:
    """Minutes to the category that is farthest: by then one has been able to reach each.

    After Olivari et al. (2023); what is our reading stands at `nexi_mean`. A place where it is
    at most 15 is a 15-minute one by its strictest definition.

    Parameters
    ----------
    minutes : DataFrame of float [min], indexed by place, one column a category

    Returns
    -------
    Series of float [min], indexed by place
        ``inf`` where a category is not reached, ``NaN`` where one is not known.
    """
    return minutes.max(axis=1, skipna=False)


def mean_of_people(values: pd.Series, people: pd.Series, community: pd.Series) -> pd.Series:
    """Mean over the people of each community, of those who have a finite value.

    As PT_city of Bruno et al. (2024, equation 3), who leave out places without facilities
    nearby: one home cut off would make the mean of its community infinite. Say beside it how
    many people it leaves out.

    Parameters
    ----------
    values : Series of float, indexed by cell
    people : Series of float [persons], indexed by cell
    community : Series of str, indexed by cell

    Returns
    -------
    Series of float, indexed by community
        ``NaN`` where nobody has a finite value.
    """
    place, names = pd.factorize(community, sort=True)
    value, weight = values.to_numpy(float), people.to_numpy(float)
    use = (place >= 0) & np.isfinite(value)
    total = weight_by_place(weight[use], place[use], len(names))
    added = weight_by_place(weight[use] * value[use], place[use], len(names))
    means = np.divide(added, total, out=np.full(len(names), np.nan), where=total > 0)
    return pd.Series(means, names)


def share_reached(values: pd.Series, people: pd.Series, community: pd.Series) -> pd.Series:
    """Share of each community's people with a finite value: those that its mean is of.

    Parameters
    ----------
    values, people, community
        As `mean_of_people`.

    Returns
    -------
    Series of float [0-1], indexed by community
        ``NaN`` where nobody lives.
    """
    near = np.where(np.isfinite(values.to_numpy(float)), 0.0, np.inf)
    return coverage_share(pd.Series(near, values.index), people, community, limit=0)
