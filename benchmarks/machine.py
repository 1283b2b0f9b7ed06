"""What it was measured on and with."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = (
    "numpy", "scipy", "numba", "pandas", "shapely", "geopandas", "osmium", "networkx", "pandana",
    "pyrosm", "pyarrow", "osmnx", "pyvalhalla", "folium",
)  # fmt: skip

# A peer without a distribution here is listed with this.
NOT_INSTALLED = {
    "pyvalhalla": "no wheel with its tile builder for this Python (3.12 or newer is due)",
}


def processor() -> str:
    """The processor's name, cores and memory."""
    info = Path("/proc/cpuinfo")
    names = [x.split(":")[1].strip() for x in info.read_text().splitlines() if "model name" in x] \
        if info.is_file() else [platform.processor()]  # fmt: skip
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{names[0]}, {cores()} cores for this process, {memory:.0f} GB"


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def load() -> float:
    """How many processes waited for a core over the last minute."""
    return os.getloadavg()[0]


def versions() -> str:
    """Python and the packages that take part, with what is not installed."""
    found = [f"Python {platform.python_version()}"]
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} not installed")
    return ", ".join(found)


def installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def why_missing(name: str) -> str:
    return NOT_INSTALLED.get(name, "not installed in this environment")
