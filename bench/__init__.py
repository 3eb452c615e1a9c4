"""Commands that measure and that break things, and print figures."""
