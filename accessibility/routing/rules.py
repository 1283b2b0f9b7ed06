"""Which ways are open to whom, tag by tag: tables that a planner can read.

`RULES` says where one may walk or ride, `WHEELS` where a wheelchair or a pram gets through,
`ENGINES` where a fire engine drives, `ONE_WAY` who is bound to one direction, and
`OFF_GROUND` what no doorstep touches. `permissions.py` applies them; `gates.py` has the same
for gates and bollards.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """What carries `tags`, and what that means for each kind of user.

    Words are ``yes``, ``no``, ``private`` (for those who belong there), ``perhaps`` (the tags
    leave it open) and ``-``, which leaves what the rules above it decided. `reason` is why
    what this rule closes is closed. `tags` holds parts that must all fit: ``key=value|value``;
    ``key`` alone fits any value and ``!key`` none; ``width<0.8`` compares metres, and
    ``incline>5`` per cent, up or down.
    """

    tags: str
    foot: str = "-"
    bicycle: str = "-"
    reason: str = ""
    wheelchair: str = "-"
    pram: str = "-"
    vehicle: str = "-"


_MAY = "yes|designated|permissive|official|public"
_VISIT = "destination|customers|delivery"
_PRIVATE = "private|permit|residents|members|employees|staff|military"
_STREET = "primary|primary_link|secondary|secondary_link|tertiary|tertiary_link"
_QUIET = "unclassified|residential|living_street|service|road|track"
_LANE = "lane|track|shared_lane|share_busway|shoulder|shared|opposite_lane|opposite_track"
_UNBUILT = "construction|proposed|planned|abandoned|disused|razed|demolished|dismantled"

# Every rule that fits applies, in this order: a later one outweighs an earlier one. A bicycle
# that may not be ridden is pushed wherever one may walk, but for the ways of NO_PUSHING.
# Wheelchairs and prams may be wherever one may walk, but for what WHEELS says.

# What kind of way it is.
KINDS = (
    Rule("", "no", "no", "not a street"),
    Rule(f"highway={_STREET}|{_QUIET}", "yes", "yes"),
    Rule("highway=cycleway", "yes", "yes"),  # shared unless foot=no, see below
    Rule("highway=pedestrian|footway|path|bridleway|crossing|traffic_island", "yes", "no"),
    Rule("highway=steps|corridor|elevator|platform", "yes", "no"),
    Rule("railway=platform", "yes", "no"),
    Rule("public_transport=platform", "yes", "no"),
    Rule("man_made=pier", "yes", "no"),
    Rule("highway=busway|bus_guideway", "no", "no", "busway"),
    Rule("highway=trunk|trunk_link", "no", "no", "trunk road without a footway"),
    Rule("highway=trunk|trunk_link sidewalk=both|left|right|yes", "yes", "-"),
    Rule("highway=trunk|trunk_link sidewalk:both=yes", "yes", "-"),
    Rule("highway=trunk|trunk_link sidewalk:left=yes", "yes", "-"),
    Rule("highway=trunk|trunk_link sidewalk:right=yes", "yes", "-"),
    Rule(f"highway=trunk|trunk_link cycleway={_LANE}", "-", "yes"),
    Rule(f"highway=trunk|trunk_link cycleway:both={_LANE}", "-", "yes"),
    Rule(f"highway=trunk|trunk_link cycleway:left={_LANE}", "-", "yes"),
    Rule(f"highway=trunk|trunk_link cycleway:right={_LANE}", "-", "yes"),
)

# Whom it is open to: a word about walkers or bicycles outweighs one about everybody. A way
# is private only where its kind would be open; those who belong there may leave along it.
ACCESS = (
    Rule(f"access={_PRIVATE}", "private", "private", "private"),
    Rule("access=no|emergency", "no", "no", "closed to the public"),
    Rule(f"vehicle=no|{_PRIVATE}", "-", "no", "closed to vehicles"),
    Rule(f"foot={_MAY}|{_VISIT}|discouraged", "yes", "-"),
    Rule("foot=no", "no", "-", "closed to walkers"),
    Rule(f"foot={_PRIVATE}", "private", "-", "private"),
    Rule(f"bicycle={_MAY}|{_VISIT}|discouraged", "-", "yes"),
    Rule("bicycle=no|dismount", "-", "no", "closed to bicycles"),
    Rule(f"bicycle={_PRIVATE}", "-", "private", "closed to bicycles"),
    Rule("highway=steps|elevator", "-", "no", "steps"),
)

# Closed whatever else is said.
NEVER = (
    Rule("motorroad=yes", "no", "no", "motor road"),
    Rule("highway=motorway|motorway_link", "no", "no", "motorway"),
    Rule(f"highway={_UNBUILT}", "no", "no", "not in use"),
)

RULES = (*KINDS, *ACCESS, *NEVER)

# Where a bicycle cannot be pushed although one may walk; later rules outweigh earlier ones.
NO_PUSHING = (
    Rule("highway=steps", "-", "no", "steps"),
    Rule("highway=steps ramp=yes", "-", "yes"),
    Rule("highway=steps ramp:bicycle=yes", "-", "yes"),
    Rule(f"highway=steps bicycle=dismount|{_MAY}", "-", "yes"),
    Rule("highway=corridor", "-", "no", "indoors"),
)

# Directions. A walker is bound by oneway:foot alone, a rider by every row, and whoever
# pushes a bicycle is a walker. "both" lifts what the rules above it imposed. A fire engine on
# duty may drive against them (Road Traffic Safety Law art. 53); no plan should count on it.
ONE_WAY = (
    Rule("highway=motorway", vehicle="forward"),
    Rule("junction=roundabout|circular", "-", "forward", vehicle="forward"),
    Rule("oneway=yes|1|true", "-", "forward", vehicle="forward"),
    Rule("oneway=-1|reverse", "-", "backward", vehicle="backward"),
    Rule("oneway=no|false|0", "-", "both", vehicle="both"),
    Rule("cycleway=opposite|opposite_lane|opposite_track|opposite_share_busway", "-", "both"),
    Rule("cycleway:both=opposite|opposite_lane|opposite_track", "-", "both"),
    Rule("cycleway:left=opposite|opposite_lane|opposite_track", "-", "both"),
    Rule("cycleway:right=opposite|opposite_lane|opposite_track", "-", "both"),
    Rule("oneway:bicycle=yes|1", "-", "forward"),
    Rule("oneway:bicycle=-1", "-", "backward"),
    Rule("oneway:bicycle=no", "-", "both"),
    Rule("oneway:foot=yes|1", "forward", "-"),
    Rule("oneway:foot=-1", "backward", "-"),
)

# The tags of a main road tell of its carriageway; these are of what one walks on.
_UNDERFOOT = f"footway|path|pedestrian|bridleway|cycleway|crossing|corridor|{_QUIET}"
_FIRM = "asphalt|concrete|concrete:plates|paved|paving_stones|brick|bricks|tiles|metal|wood"
_LOOSE = (
    "sand|mud|rock|rocks|stone|pebblestone|stepping_stones|gravel|grass|dirt|earth|woodchips|"
    "unhewn_cobblestone|snow|ice"
)

# Whether a wheelchair gets along a way: yes, it is known to; no, it is known not to; perhaps
# or "-", the tags do not tell. Widths and slopes are those of GB 55019-2021 (ramps up to 1:12,
# walking surfaces up to 1:20, 1.2 m clear); that a chair needs 0.8 m, which ground is loose
# and what smoothness is enough (up to intermediate, as OSM defines it) are judgements.
WHEELS = (
    Rule(f"highway={_UNDERFOOT} surface={_LOOSE}", wheelchair="no", reason="loose or soft ground"),
    Rule("tracktype=grade3|grade4|grade5", wheelchair="no", reason="loose or soft ground"),
    Rule(f"highway=pedestrian|living_street surface={_FIRM}", wheelchair="yes"),
    Rule(f"highway={_UNDERFOOT} surface={_FIRM} width>=1.2", wheelchair="yes"),
    Rule(f"highway={_UNDERFOOT} surface={_FIRM} incline<=5", wheelchair="yes"),
    Rule(f"highway={_UNDERFOOT} smoothness=excellent|good|intermediate", wheelchair="yes"),
    Rule("highway=elevator", wheelchair="yes"),
    Rule("footway=crossing kerb=lowered|flush|no", wheelchair="yes"),
    Rule("footway=crossing kerb=raised", wheelchair="no", reason="raised kerb"),
    Rule(
        f"highway={_UNDERFOOT} smoothness=bad|very_bad|horrible|very_horrible|impassable",
        wheelchair="no", reason="rough",
    ),
    Rule("smoothness=very_horrible|impassable", pram="no", reason="rough"),
    Rule(f"highway={_UNDERFOOT} width<0.8", wheelchair="no", reason="too narrow"),
    Rule("incline>8.34", wheelchair="no", reason="too steep"),
    # who looked at it outweighs what the ground is like
    Rule("wheelchair=yes|designated|official", wheelchair="yes"),
    Rule("wheelchair=limited", wheelchair="perhaps"),
    Rule("wheelchair=no", wheelchair="no", reason="not for wheelchairs"),
    Rule("highway=steps", wheelchair="no", pram="no", reason="steps"),
    Rule("highway=steps wheelchair=yes|designated|official", wheelchair="perhaps"),
    Rule("highway=steps ramp=yes", pram="yes"),
    Rule("highway=steps ramp:stroller=yes", pram="yes"),
    Rule("highway=steps ramp:wheelchair=yes", wheelchair="yes", pram="yes"),
)  # fmt: skip

# Where a fire engine drives. Signs do not bind it, width and steps do: 3 m is a judgement
# (GB 50016 asks for lanes of 4 m, an engine is 2.5 m wide); untold widths count as wide enough.
ENGINES = (
    Rule("", vehicle="no", reason="not a street"),
    Rule(f"highway=motorway|motorway_link|trunk|trunk_link|{_STREET}|{_QUIET}", vehicle="yes"),
    Rule("highway=busway|pedestrian", vehicle="yes"),
    Rule(
        "highway=footway|path|cycleway|bridleway|crossing|traffic_island|bus_guideway",
        vehicle="no", reason="no carriageway",
    ),
    Rule(f"highway=footway|path|cycleway|bridleway motor_vehicle={_MAY}|{_VISIT}", vehicle="yes"),
    Rule("tracktype=grade4|grade5", vehicle="no", reason="loose or soft ground"),
    Rule("width<3", vehicle="no", reason="too narrow"),
    Rule("highway emergency=yes|designated|official", vehicle="yes"),
    Rule("highway emergency=no", vehicle="no", reason="closed to emergency vehicles"),
    Rule("highway=steps|corridor|elevator|platform", vehicle="no", reason="no carriageway"),
    Rule(f"highway={_UNBUILT}", vehicle="no", reason="not in use"),
)  # fmt: skip

# Ways that nothing joins while a street on the ground is in reach.
OFF_GROUND = (
    "bridge=yes|viaduct|aqueduct|cantilever|covered|movable|suspension|trestle",
    "tunnel=yes|covered|culvert|passage",
    "covered=yes",
    "indoor=yes|room|corridor",
    "highway=corridor|elevator",
    "level=-5|-4|-3|-2|-1|1|2|3|4|5",
)

_POSTS = "bollard|planter|block|jersey_barrier|log|stone|motorcycle_barrier|cycle_barrier"
_WALL = "wall|city_wall|retaining_wall|fence|hedge|ditch|guard_rail|handrail|cable_barrier"

# Who gets through at a node of a street, bodily; what is not named here lets everybody
# through. A wheelchair that takes known ways only is stopped by a "perhaps".
GATES = (
    Rule("barrier=yes", wheelchair="perhaps", vehicle="no", reason="barrier"),
    Rule(f"barrier={_POSTS}", vehicle="no", reason="bollards or blocks"),
    Rule("barrier=bollard bollard=removable|rising|foldable|flexible", vehicle="yes"),
    Rule("barrier=log|debris", wheelchair="no", pram="no", vehicle="no", reason="barrier"),
    Rule("barrier=chain|rope|spikes|sally_port|hampshire_gate", wheelchair="perhaps"),
    Rule("barrier=cycle_barrier|motorcycle_barrier", wheelchair="perhaps"),
    Rule("barrier=height_restrictor", vehicle="no", reason="too low"),
    Rule("barrier=wicket_gate", vehicle="no", reason="too narrow"),
    Rule("barrier=cattle_grid", wheelchair="no", pram="no", reason="cattle grid"),
    Rule("barrier=kerb", wheelchair="perhaps"),
    Rule("kerb=rolled !highway", wheelchair="perhaps"),
    Rule("kerb=lowered|flush|no", wheelchair="yes"),
    Rule("kerb=raised !highway", wheelchair="no", reason="raised kerb"),
    Rule("barrier maxwidth<0.8", wheelchair="no", pram="no", reason="too narrow"),
    Rule("barrier maxwidth:physical<0.8", wheelchair="no", pram="no", reason="too narrow"),
    Rule("barrier maxwidth:physical<3", vehicle="no", reason="too narrow"),
    Rule("barrier maxwidth:physical>=3", vehicle="yes"),
    Rule("barrier emergency=yes|designated|official", vehicle="yes"),
    Rule("barrier wheelchair=limited", wheelchair="perhaps"),
    Rule("barrier wheelchair=no", wheelchair="no", reason="not for wheelchairs"),
    Rule(
        "barrier=kissing_gate|turnstile", bicycle="no", wheelchair="no", pram="no", vehicle="no",
        reason="narrow gate",
    ),
    Rule("barrier wheelchair=yes|designated|official", wheelchair="yes", pram="yes"),
    Rule(
        "barrier=stile|full-height_turnstile|horse_stile", bicycle="no", wheelchair="no",
        pram="no", vehicle="no", reason="stile or turnstile",
    ),
    Rule(
        f"barrier={_WALL}", "no", "no", "walled or fenced off", wheelchair="no", pram="no",
        vehicle="no",
    ),
)  # fmt: skip

# Whom a barrier is open to. foot=yes outweighs access=private; a bicycle that may not be ridden
# through is pushed through; and no lock or sign stops a fire engine.
GATE_ACCESS = (
    Rule(f"barrier access={_PRIVATE}", "private", "private", "private"),
    Rule("barrier access=no|emergency", "no", "no", "closed to the public"),
    Rule(f"barrier={_POSTS}|height_restrictor", "yes", "yes"),  # that was said of vehicles
    Rule(f"barrier foot={_MAY}|{_VISIT}", "yes", "yes"),
    Rule("barrier foot=no", "no", "-", "closed to walkers"),
    Rule(f"barrier foot={_PRIVATE}", "private", "private", "private"),
    Rule(f"barrier bicycle={_MAY}|{_VISIT}", "-", "yes"),
    Rule("barrier opening_hours=off|closed", "no", "no", "closed"),
    Rule("barrier locked=yes", "no", "no", "locked"),
    Rule(f"barrier locked=yes access={_PRIVATE}", "private", "private", "private"),
    Rule(f"barrier locked=yes foot={_PRIVATE}", "private", "private", "private"),
)
