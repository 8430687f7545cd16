"""Perspectief: a guided conversation engine for toekomstoriëntering (future orientation)."""

__version__ = "0.1.0"
