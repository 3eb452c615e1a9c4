"""AFTERWARDS: what the author of a comment may still do, and what they are told."""
