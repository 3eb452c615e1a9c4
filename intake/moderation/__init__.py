"""JUDGE: by machine (spam/), then by person (the queue)."""
