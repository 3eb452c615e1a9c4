"""TRY: send real messages as visitors would, and account for every one of them."""
