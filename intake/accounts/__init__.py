"""WHO: sign-in, roles, sessions."""
