"""The installed version of the package."""

from importlib.metadata import PackageNotFoundError, version


def package_version() -> str:
    """The version, or 'unknown' where the package runs from a source tree not installed."""
    try:
        return version("fifteen-minute-accessibility")
    except PackageNotFoundError:
        return "unknown"
