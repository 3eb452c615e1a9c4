"""PRIVACY: who looked at what a visitor entrusted to us."""
