"""SHOW: published comments."""
