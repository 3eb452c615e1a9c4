"""PROMISE: the times to call that a site can keep, and what was promised to whom."""
