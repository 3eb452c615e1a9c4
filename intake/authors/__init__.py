"""AUTHORS: what the author of a comment may do afterwards, and is told."""
