"""The Python face."""

__all__: list[str] = []
