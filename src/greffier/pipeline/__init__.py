"""The only place where the stages meet."""

from greffier.pipeline.naming import Judged, Register, catch_up, register_report
from greffier.pipeline.reading import Attempt, Mentions, Pipeline, Reading
from greffier.pipeline.sightings import Sightings

__all__ = [
    "Attempt", "Judged", "Mentions", "Pipeline", "Reading", "Register", "Sightings", "catch_up", "register_report",
]  # fmt: skip
