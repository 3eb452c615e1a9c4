"""TELL: channels and deliveries."""
