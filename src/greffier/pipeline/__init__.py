"""The only place where the stages meet."""

from greffier.pipeline.reading import Attempt, Mentions, Pipeline, Reading

__all__ = ["Attempt", "Mentions", "Pipeline", "Reading"]
