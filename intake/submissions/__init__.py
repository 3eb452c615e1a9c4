"""RECEIVE: public forms, tickets, idempotency."""
