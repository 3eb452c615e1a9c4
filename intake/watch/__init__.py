"""WATCH: is all well? For machines, and in plain words for the owner."""
