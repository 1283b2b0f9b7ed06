"""The sentences of the checklist in English; what stands in braces is filled in.

A name in braces that is a sentence itself is replaced by one of several: {failing}, {passing}
and {reached} by those of the kind of item (near, any, all, room, engine, held, amount).
"""

from collections.abc import Mapping

_VERDICTS = {
    "met": "{passing}.",
    "met by few": "{reached}.",
    "not_met": "{failing}{nearest_beyond}.",
    "by_bicycle": "Not met on foot: {reached}; by bicycle {bicycle_share} {having} it within "
    "{minutes} min.",
}

_KINDS = {
    "passing near": "The nearest {item}{name} {away} for the median resident; {share} of {being} "
    "{within}",
    "reached near": "{share} of {who_have} the nearest {item} {within}",
    "failing near": "{whom} no {item} {within}",
    "passing some": "{share} of {who_have} {an_item} {within}",
    "reached some": "{share} of {who_have} {an_item} {within}",
    "failing some": "{whom} no {item} {within}",
    "passing any": "{share} of {who_have} {ways}",
    "reached any": "{share} of {who_have} {ways}",
    "failing any": "{whom} neither {no_ways}",
    "passing all": "{share} of {who_have} all of this: {ways}",
    "reached all": "{share} of {who_have} all of this: {ways}",
    "failing all": "{whom} not all of this: {ways}",
    "passing room": "{share} of {being} {within} of {an_item} that has room for them",
    "reached room": "{share} of {being} {within} of {an_item} that has room for them",
    "failing room": "{whom} no {item} with room for them {within}",
    "passing engine": "A fire engine reaches {share} of {who} within {limit} min of dispatch"
    "{turnout}",
    "reached engine": "a fire engine reaches {share} of {who} within {limit} min of dispatch"
    "{turnout}",
    "failing engine": "A fire engine reaches only {share} of {who} within {limit} min of dispatch"
    "{turnout}; {whom} to wait longer",
    "passing held": "The {unit} holds at least {limit}{each} {item}: {value} counted",
    "reached held": "what the {unit} holds of {item} is enough for {share} of {who}",
    "failing held": "The {unit} holds {value} of at least {limit}{each} {item}",
    "passing amount": "The {unit} has {value} m² {per} ({item}); the standard asks for {limit} m²",
    "reached amount": "what the {unit} has of {item} is enough for {share} of {who}",
    "failing amount": "The {unit} has {value} m² {per} ({item}); the standard asks for "
    "{limit} m²: enough for {share} of {who}",
    "passing held by unit": "Counted {unit} by {unit}, {item} is enough for {share} of {who}; "
    "the standard asks for at least {limit} in each",
    "reached held by unit": "{item}, counted {unit} by {unit}, is enough for {share} of {who}",
    "failing held by unit": "Counted {unit} by {unit}, {item} is enough for only {share} of "
    "{who}; the standard asks for at least {limit} in each",
    "passing amount by unit": "Counted {unit} by {unit}, {item} is enough for {share} of {who}; "
    "the standard asks for {limit} m² {per} in each",
    "reached amount by unit": "{item}, counted {unit} by {unit}, is enough for {share} of {who}",
    "failing amount by unit": "Counted {unit} by {unit}, {item} is enough for only {share} of "
    "{who}; the standard asks for {limit} m² {per} in each",
}

_CANNOT_TELL = {
    "nobody": "By the data nobody lives here, so there is nobody to reach anything.",
    "nobody of them": "By the data no {who} live here, so there is nobody to reach anything.",
    "no limit": "The standard gives no limit for {item} at this level, so how near it must be "
    "cannot be judged.",
    "none found": "The data hold no {item} anywhere in the area and their source does not claim "
    "to be complete.",
    "possible": "Counting certain ones only, {reached}; with {possible}, {possible_share}. "
    "{settles} would settle it.",
    "sparse": "{failing}, but the data hold only {found} of some {expected} expected: too few "
    "for absence to be evidence.",
    "none certain": "{failing}, but the data hold none for certain anywhere in the area "
    "({possible}): absence is no evidence.",
    "lacking outline": "The communities hold too little of {item}, and what stands outside of "
    "them may belong to the district: give its outline under {layer} in the study.",
    "lacking units": "Which {unit} people here belong to is not known, so no {item} can be "
    "counted there: give outlines of the {units} that cover this place, under {layer} in the "
    "study.",
    "lacking households": "How many households live here is not known, so {item} per 100 "
    "households cannot be judged: name the column that holds them, households under "
    "[inputs.communities] in the study.",
    "lacking sizes": "The ground area of some {item} is not known, so whether there is enough "
    "cannot be told: map their outlines, or give their areas.",
    "lacking tiers": "Of some {item} it is not known whether they are of the district, the town "
    "or the village: give their tier in the file of facilities.",
    "lacking people": "How many people live here is not known, only how they are spread, so "
    "{item} cannot be weighed against them: give their number, table under [inputs.population] "
    "in the study.",
    "lacking travel": "No {traveller} was routed, so {item} cannot be judged: add {mode} to the "
    "modes of the study.",
}

_REMARKS = {
    "unjoined": "{unjoined} could not be joined to the street network and count as out of reach.",
    "at_edge": "{near_edge} live nearer than the limit to the edge of the data: "
    "one beyond it could serve them.",
    "thin": "The data hold {found} of some {expected} expected: check on the ground.",
    "in_part": "Maps show this type only in part.",
    "audience": "All residents are counted: the number of {group} is not known.",
    "recalled": "The figure is recalled, to be checked against the text.",
    "joint": " ",
}

_WHO = {
    "who all": "residents",
    "who children": "children",
    "who elderly": "older residents",
    "who wheelchair": "residents using a wheelchair",
    "who land": "residential land",
    "counted all": "residents",
    "counted children": "children",
    "counted elderly": "older residents",
    "counted wheelchair": "residents using a wheelchair",
    "one all": "resident",
    "one children": "child",
    "one elderly": "older resident",
    "one wheelchair": "resident using a wheelchair",
    "whom": "{people} {counted} ({left_share}) have",
    "whom_one": "1 {one} ({left_share}) has",
    "whom_share": "{left_share} of {who_have}",
    "who_have": "{who} have",
    "who_have land": "{who} has",
    "being": "{who} are",
    "being land": "{who} is",
    "having": "have",
    "having land": "has",
    "them": "them",
    "them land": "it",
    "near_edge": "{number} of those left out",
    "residents": "{number} residents",
    "people_share": "{number} of residents",
}

_WAYS = {
    "within m": "within {limit} m{way}",
    "within min": "within {limit} min{way}",
    "way none": "",
    "way foot": " on foot",
    "way line": " in a straight line",
    "way cycle": " by bicycle",
    "way walk_or_cycle": " on foot or by bicycle",
    "way usual": " by the usual way of travel",
    "way child": " at a child's pace",
    "way elderly": " at an older person's pace",
    "way wheelchair": " by wheelchair",
    "way other": " as {profile}",
    "part any": "{an_item} {within}",
    "part none": "{an_item} {within}",
    "part all": "{an_item} {within}",
    "joint any": ", or ",
    "joint none": " nor ",
    "joint all": " and ",
    "away": "{nearest} m away by the street network",
    "away_line": "{nearest} m away in a straight line",
    "beyond": "; for {them} the nearest is {beyond} m away (median)",
    "beyond_none": "; the search reached none for most of {them}",
    "beyond_small": "; the data hold none of that size",
    "traveller fire_engine": "fire engine",
    "traveller walk": "walker",
    "traveller bike": "bicycle",
    "traveller wheelchair": "wheelchair",
    "traveller child": "child on foot",
    "traveller elderly": "older person on foot",
    "traveller usual": "usual traveller",
    "traveller other": "traveller {profile}",
}

_THINGS = {
    "sized": "{item} of {area} m² or more",
    "again": "one",
    "each": " each of",
    "list": ", ",
    "last any": " or ",
    "last all": " and ",
    "a": "a {item}",
    "an": "an {item}",
    "named": " is {facility},",
    "unnamed": " (unnamed) is",
    "some_possible": "possible ones",
    "possible_ones": "{count} possible ones",
    "one_possible": "1 possible one",
    "possible_ways": "ways not known to be impassable{ones}",
    "joint ways": " and ",
    "settles_ways": "A survey of steps and kerbs, and of what these places are,",
    "settles_name": "Their names or kind",
    "settles_area": "Their kind and ground area",
    "turnout": " ({minutes} min turnout)",
    "unit community": "community",
    "unit subdistrict": "sub-district",
    "unit district": "district",
    "units community": "communities",
    "units subdistrict": "sub-districts",
    "units district": "district",
    "per person": "a person",
    "per 100_households": "per 100 households",
}

_WALLS = {
    "walls": " {people} residents live in compounds without a mapped gate; if their walls had "
    "gates, this would be: {verdict}. A survey of the gates would settle it.",
    "walls share": " Residents live in compounds without a mapped gate; if their walls had "
    "gates, this would be: {verdict}. A survey of the gates would settle it.",
    "verdict met": "met",
    "verdict partly": "partly met",
    "verdict not_met": "not met",
    "verdict by_bicycle": "met by bicycle only",
    "verdict cannot_tell": "cannot be told",
}

ENGLISH: Mapping[str, str] = (
    _VERDICTS | _KINDS | _CANNOT_TELL | _REMARKS | _WHO | _WAYS | _THINGS | _WALLS
)
