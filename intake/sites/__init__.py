"""SITE: the websites we collect for."""
