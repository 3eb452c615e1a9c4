"""WHO IS RUNG: ladders, the duty roster, and the clock that climbs them before a promise breaks."""
