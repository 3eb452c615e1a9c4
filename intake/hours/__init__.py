"""OPEN: when the people of a site are there."""
