"""The library that draws, without what it does to everybody's imports."""

from __future__ import annotations

import sys

from pygal import Line, PluginImportFixer  # type: ignore[import-untyped]

# It would look for maps at every import, in a way that Python has given up and warns of.
sys.meta_path[:] = [one for one in sys.meta_path if not isinstance(one, PluginImportFixer)]

__all__ = ["Line"]
