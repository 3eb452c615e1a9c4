"""CALL BACK: the desk of those who wrote to the staff."""
