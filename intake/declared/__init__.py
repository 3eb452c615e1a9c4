"""DECLARE: the forms of a site as its owner lists them, each version kept."""
