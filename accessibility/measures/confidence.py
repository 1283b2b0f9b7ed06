"""How far the data can be trusted to hold every facility of a type."""

import numpy as np
import pandas as pd

AMPLE, THIN, VERY_THIN, TOO_SMALL = "ample", "thin", "very thin", "too small to judge"
LABELS = (AMPLE, THIN, VERY_THIN, TOO_SMALL)

_AMPLE_FROM = 0.8  # of what is expected; both are judgements
_THIN_FROM = 0.3


def expected_count(people: float, people_per_facility: pd.Series) -> pd.Series:
    """Facilities of each type that so many people would have by the standard.

    Parameters
    ----------
    people : float [persons]
        In the loaded area.
    people_per_facility : Series of float [persons], indexed by type
        The most people one facility serves, so that the count is a floor; ``NaN`` where the
        standard does not say.
    """
    return people / people_per_facility


def found_share(found: pd.Series, expected: pd.Series) -> pd.Series:
    """Share found of the facilities expected, at most 1, of each type.

    Returns
    -------
    Series of float [0-1], indexed by type
        ``NaN`` where fewer than one is expected: too few people to judge the data by.
    """
    return (found / expected.where(_judgeable(expected))).clip(upper=1.0)


def data_confidence(found: pd.Series, expected: pd.Series, locatable: pd.Series) -> pd.Series:
    """Label of how complete the data are for each type.

    Ample from 0.8 of what is expected, thin from 0.3, very thin below: there, absence from
    the data is no evidence. Types that no map shows are never above thin.

    Parameters
    ----------
    found : Series of int, indexed by type
        Sure facilities in the loaded area.
    expected : Series of float, indexed by type
    locatable : Series of str, indexed by type
        Whether maps show the type: yes, partly or no.

    Returns
    -------
    Series of str, indexed by type
        One of LABELS; "too small to judge" where fewer than one is expected.
    """
    labels = np.select(
        [
            ~_judgeable(expected),
            _at_least(found, expected, _AMPLE_FROM) & (locatable != "no"),
            _at_least(found, expected, _THIN_FROM),
        ],
        [TOO_SMALL, AMPLE, THIN],
        VERY_THIN,
    )
    return pd.Series(labels, found.index)


def _judgeable(expected: pd.Series) -> pd.Series:
    """Whether at least one facility is expected; not where the standard does not say."""
    return expected >= 1


def _at_least(found: pd.Series, expected: pd.Series, share: float) -> pd.Series:
    """Whether found is at least a share of expected: exactly eight of ten is ample."""
    return found >= share * expected - 1e-9
