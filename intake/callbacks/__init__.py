"""CALL BACK: the inbox of those who wrote to the staff."""
