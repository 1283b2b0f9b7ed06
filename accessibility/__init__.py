"""Audits how well a district keeps the 15/10/5-minute city promise.

The public names, loaded when they are first used: `import accessibility` costs nothing.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from accessibility.errors import AccessibilityError, InputError
    from accessibility.network import Network
    from accessibility.outputs.audit import write_results
    from accessibility.outputs.maps.page import score_map
    from accessibility.pipeline import audit, load_inputs
    from accessibility.results import Results, Town
    from accessibility.routing.isochrones import isochrones, reached_streets
    from accessibility.routing.travel import nearest
    from accessibility.standards import Standard, list_standards, standard
    from accessibility.study import Study, read_study, sample_study
    from accessibility.tables import Nearest

_HOME = {
    "AccessibilityError": "errors",
    "InputError": "errors",
    "Nearest": "tables",
    "Network": "network",
    "Results": "results",
    "Standard": "standards",
    "Study": "study",
    "Town": "results",
    "audit": "pipeline",
    "isochrones": "routing.isochrones",
    "list_standards": "standards",
    "load_inputs": "pipeline",
    "nearest": "routing.travel",
    "reached_streets": "routing.isochrones",
    "read_study": "study",
    "sample_study": "study",
    "score_map": "outputs.maps.page",
    "standard": "standards",
    "write_results": "outputs.audit",
}

__all__ = [
    "AccessibilityError",
    "InputError",
    "Nearest",
    "Network",
    "Results",
    "Standard",
    "Study",
    "Town",
    "audit",
    "isochrones",
    "list_standards",
    "load_inputs",
    "nearest",
    "reached_streets",
    "read_study",
    "sample_study",
    "score_map",
    "standard",
    "write_results",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
