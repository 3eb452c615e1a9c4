"""The machine's judgement. No Flask, no SQL; the web process never loads it."""
