"""The parts of `python -m bench.accuracy`: how well spam is judged."""
