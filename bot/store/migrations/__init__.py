"""Numbered migrations, one file each, applied in order and never changed afterwards."""
