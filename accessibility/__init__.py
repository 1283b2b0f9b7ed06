"""Audits how well a district keeps the 15/10/5-minute city promise.

The public names, loaded when they are first used: `import accessibility` costs nothing.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from accessibility.errors import AccessibilityError, InputError
    from accessibility.inputs.elevation import read_slopes
    from accessibility.network import Network
    from accessibility.outputs.audit import write_results
    from accessibility.outputs.maps.page import score_map
    from accessibility.pipeline import audit, load_inputs
    from accessibility.published import INDEX_TYPES, published_indices
    from accessibility.results import Results, Town
    from accessibility.routing.decay import Decay
    from accessibility.routing.delays import Delays
    from accessibility.routing.graph import travel_graph
    from accessibility.routing.isochrones import isochrones, reached_streets
    from accessibility.routing.many import travel_table
    from accessibility.routing.permissions import wheelchair_data
    from accessibility.routing.profiles import PROFILES, Profile, custom_profile
    from accessibility.routing.service_areas import service_areas, service_streets
    from accessibility.routing.several import nearest_several
    from accessibility.routing.snapping import join
    from accessibility.routing.sums import reach_sum, two_step
    from accessibility.routing.travel import nearest
    from accessibility.standards import Standard, list_standards, standard
    from accessibility.study import Study, read_study, sample_study
    from accessibility.tables import Nearest

_HOME = {
    "AccessibilityError": "errors",
    "Decay": "routing.decay",
    "Delays": "routing.delays",
    "INDEX_TYPES": "published",
    "InputError": "errors",
    "Nearest": "tables",
    "Network": "network",
    "PROFILES": "routing.profiles",
    "Profile": "routing.profiles",
    "Results": "results",
    "Standard": "standards",
    "Study": "study",
    "Town": "results",
    "audit": "pipeline",
    "custom_profile": "routing.profiles",
    "isochrones": "routing.isochrones",
    "join": "routing.snapping",
    "list_standards": "standards",
    "load_inputs": "pipeline",
    "nearest": "routing.travel",
    "nearest_several": "routing.several",
    "published_indices": "published",
    "reach_sum": "routing.sums",
    "reached_streets": "routing.isochrones",
    "read_slopes": "inputs.elevation",
    "read_study": "study",
    "sample_study": "study",
    "score_map": "outputs.maps.page",
    "service_areas": "routing.service_areas",
    "service_streets": "routing.service_areas",
    "standard": "standards",
    "travel_graph": "routing.graph",
    "travel_table": "routing.many",
    "two_step": "routing.sums",
    "wheelchair_data": "routing.permissions",
    "write_results": "outputs.audit",
}

__all__ = [
    "INDEX_TYPES",
    "PROFILES",
    "AccessibilityError",
    "Decay",
    "Delays",
    "InputError",
    "Nearest",
    "Network",
    "Profile",
    "Results",
    "Standard",
    "Study",
    "Town",
    "audit",
    "custom_profile",
    "isochrones",
    "join",
    "list_standards",
    "load_inputs",
    "nearest",
    "nearest_several",
    "published_indices",
    "reach_sum",
    "reached_streets",
    "read_slopes",
    "read_study",
    "sample_study",
    "score_map",
    "service_areas",
    "service_streets",
    "standard",
    "travel_graph",
    "travel_table",
    "two_step",
    "wheelchair_data",
    "write_results",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
