"""What the tags of an OSM object make of it: a street, an area, a facility, an entrance."""

from collections.abc import Mapping

Tags = Mapping[str, str]

# Every filter of facility_types.toml asks for one of these keys, for a name, for
# building=* or for a stop on the highway key; the landscape is drawn from them too.
OBJECT_KEYS = frozenset((
    "amenity", "shop", "leisure", "healthcare", "office", "tourism", "landuse", "natural",
    "waterway", "railway", "public_transport", "place", "emergency", "man_made", "power",
    "social_facility", "club", "craft", "sport", "historic", "telecom", "pipeline", "police",
    "playground", "fitness_station", "community_centre", "community_centre:for",
    "emergency:social_facility", "assembly_point", "evacuation_center", "post_office",
    "parcel_mail_in", "parcel_pickup", "atm", "cuisine", "dispensing", "repair",
    "service:bicycle:repair", "toilets:access", "industrial", "residential",
))  # fmt: skip

# building=* values that a facility type asks for; homes are in the buildings only.
BUILDING_FACILITIES = frozenset((
    "civic", "college", "commercial", "fire_station", "government", "hospital", "industrial",
    "kindergarten", "office", "public", "retail", "retirement_home", "school", "service",
    "sports_centre", "sports_hall", "supermarket", "telephone_exchange", "toilets",
    "train_station", "transportation", "university",
))  # fmt: skip

# Street furniture and plants: too many to carry, and no facility type asks for them.
TRIFLES: Mapping[str, frozenset[str]] = {
    "natural": frozenset(("tree", "tree_row", "shrub", "shrubbery", "stone", "rock", "cliff")),
    "power": frozenset((
        "tower", "pole", "portal", "terminal", "catenary_mast", "insulator", "line",
        "minor_line", "cable",
    )),
    "railway": frozenset((
        "switch", "signal", "level_crossing", "crossing", "tram_level_crossing",
        "tram_crossing", "buffer_stop", "milestone", "derail", "railway_crossing",
    )),
    "emergency": frozenset(("fire_hydrant", "fire_extinguisher", "fire_alarm_box", "siren")),
    "man_made": frozenset((
        "street_lamp", "utility_pole", "surveillance", "survey_point", "manhole", "mast",
        "flagpole", "cutline", "embankment", "pipeline", "antenna",
    )),
    "waterway": frozenset(("milestone", "lock_gate")),
    "amenity": frozenset(("bench", "hunting_stand", "grit_bin")),
}  # fmt: skip

HIGHWAY_STOPS = frozenset(("bus_stop", "platform"))

# highway=* that is no way one could take now.
NOT_A_STREET = frozenset((
    "construction", "proposed", "planned", "abandoned", "razed", "demolished", "disused",
    "dismantled", "destroyed", "historic", "no", "services", "rest_area", "traffic_island",
))  # fmt: skip

# Values that make a closed way a line after all, unless it says area=yes.
LINEAR: Mapping[str, frozenset[str]] = {
    "natural": frozenset(("coastline", "cliff", "ridge", "arete", "tree_row", "valley")),
    "railway": frozenset((
        "rail", "tram", "subway", "light_rail", "narrow_gauge", "monorail", "funicular",
        "miniature", "preserved", "construction", "proposed", "disused", "abandoned", "razed",
    )),
    "waterway": frozenset((
        "river", "stream", "canal", "drain", "ditch", "brook", "tidal_channel", "flowline",
        "fairway", "pressurised", "weir",
    )),
    "man_made": frozenset(("cutline", "embankment", "pipeline")),
    "power": frozenset(("line", "minor_line", "cable")),
}  # fmt: skip

# Keys that make a fenced or walled closed way the land inside, not the fence.
_GROUND_KEYS = frozenset((
    "amenity", "landuse", "leisure", "building", "shop", "office", "healthcare", "tourism",
    "place", "natural", "residential", "power",
))  # fmt: skip

GATES = frozenset((
    "gate", "swing_gate", "sliding_gate", "lift_gate", "kissing_gate", "wicket_gate",
    "hampshire_gate", "entrance", "turnstile", "full-height_turnstile", "stile",
    "cycle_barrier", "sally_port",
))  # fmt: skip
NO_ENTRANCE = frozenset(("no", "exit", "emergency", "fire_exit", "garage", "service"))

# barrier=* that parts a house from a street beside it.
WALLS = frozenset(("wall", "city_wall", "retaining_wall", "fence"))

# Water that needs a bridge, as a line or as the outline of an area.
_WATERS: Mapping[str, frozenset[str]] = {
    "waterway": frozenset(("river", "canal", "riverbank", "dock")),
    "natural": frozenset(("water", "coastline")),
    "landuse": frozenset(("reservoir", "basin")),
}
# Tracks of their own; those of a tram lie in the street.
_RAILS = frozenset(("rail", "light_rail", "subway", "narrow_gauge"))
# Outlines of water: a line in its middle does not tell how wide it is.
_SHORES: Mapping[str, frozenset[str]] = {
    **_WATERS,
    "waterway": frozenset(("riverbank", "dock")),
}

# Values of a node of a street that bar the way there, or make one wait.
_CONTROLS: Mapping[str, frozenset[str]] = {
    "highway": frozenset(("traffic_signals", "crossing", "elevator")),
    "railway": frozenset(("crossing", "level_crossing", "tram_crossing", "tram_level_crossing")),
}

BOUNDARY_FACILITIES = frozenset(("national_park", "protected_area"))


def is_street(tags: Tags) -> bool:
    """Whether a way exists as something to walk, ride or drive on, whoever may."""
    highway = tags.get("highway")
    if highway is not None:
        return highway not in NOT_A_STREET
    return (
        tags.get("public_transport") == "platform"
        or tags.get("railway") == "platform"
        or tags.get("man_made") == "pier"
    )


def is_plaza(tags: Tags) -> bool:
    """Whether an area is open ground to walk on, whose edge is walked."""
    return "highway" in tags and is_street(tags)


def is_area(tags: Tags) -> bool:
    """Whether a closed way is the ground inside it, not the line around it."""
    area = tags.get("area")
    if area is not None and area in ("yes", "no"):
        return area == "yes"
    if "highway" in tags:
        return tags["highway"] in ("services", "rest_area")
    keys = LINEAR.keys() & tags.keys()
    if any(tags[key] in LINEAR[key] for key in keys):
        return False
    return "barrier" not in tags or not _GROUND_KEYS.isdisjoint(tags)


def has_object_key(tags: Tags) -> bool:
    """Whether a tag makes this a facility or a piece of landscape, furniture aside."""
    if OBJECT_KEYS.isdisjoint(tags):
        return False
    keys = OBJECT_KEYS & tags.keys()
    return any(key not in TRIFLES or tags[key] not in TRIFLES[key] for key in keys)


def is_point_object(tags: Tags) -> bool:
    """Whether a node could be a facility: by key, as a stop, or by its name."""
    if has_object_key(tags) or tags.get("highway") in HIGHWAY_STOPS:
        return True
    return ("name" in tags and "highway" not in tags) or "building" in tags


def is_area_object(tags: Tags) -> bool:
    """Whether an area could be a facility or is drawn; homes without a name are not."""
    boundary = tags.get("boundary")
    if boundary is not None and boundary not in BOUNDARY_FACILITIES:
        return False
    return (
        has_object_key(tags)
        or "name" in tags
        or boundary is not None
        or tags.get("building") in BUILDING_FACILITIES
        or tags.get("highway") in ("pedestrian", "platform")
    )


def is_line_object(tags: Tags) -> bool:
    """Whether a line is water, rail, a coast, a platform, or a facility left unclosed."""
    if "boundary" in tags:
        return False
    return has_object_key(tags) or tags.get("highway") in HIGHWAY_STOPS


def is_building(tags: Tags) -> bool:
    """Whether an area is a building that stands or is said to."""
    return tags.get("building", "no") != "no"


def is_administrative(tags: Tags) -> bool:
    """Whether an area is a unit of administration with a level."""
    return tags.get("boundary") == "administrative" and tags.get("admin_level", "").isdigit()


def entrance_kind(tags: Tags) -> str | None:
    """Surveyed (entrance=*), gate (barrier=gate and its like), or None.

    Emergency exits, garages and delivery doors are no way in; neither is what nobody on
    foot may pass. A private gate counts: it is the way in for those who belong there.
    """
    foot = tags.get("foot", tags.get("access"))
    if foot == "no":
        return None
    if tags.get("entrance", "no") not in NO_ENTRANCE:
        return "surveyed"
    if tags.get("barrier") in GATES and tags.get("locked") != "yes":
        return "gate"
    return None


def is_control(tags: Tags) -> bool:
    """Whether a node of a street bars the way there, or makes one wait or step up."""
    if "barrier" in tags or "crossing" in tags or "kerb" in tags:
        return True
    return any(tags.get(key) in values for key, values in _CONTROLS.items())


def obstacle_kind(tags: Tags) -> str | None:
    """Wall, water or rail (OBSTACLE_KINDS), which nobody crosses off a street; or None.

    What runs through a tunnel or over a bridge, and what is roofed over, is in nobody's way.
    """
    if "building" in tags or is_street(tags) or _off_the_ground(tags):
        return None
    if tags.get("barrier") in WALLS:
        return "wall"
    if any(tags.get(key) in values for key, values in _WATERS.items()):
        return "water"
    return "rail" if tags.get("railway") in _RAILS else None


def barrier_kind(tags: Tags) -> str | None:
    """Main railway or shore of more than a line (BARRIER_KINDS), which parts a town; or None.

    A railway does on a bridge too, but not its sidings; nothing does in a tunnel.
    """
    if "building" in tags or tags.get("tunnel", "no") != "no":
        return None
    if tags.get("railway") == "rail":
        return "rail" if "service" not in tags and tags.get("usage", "main") == "main" else None
    return "river" if any(tags.get(key) in values for key, values in _SHORES.items()) else None


def _off_the_ground(tags: Tags) -> bool:
    return any(tags.get(key, "no") != "no" for key in ("tunnel", "bridge", "covered"))
