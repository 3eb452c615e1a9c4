"""RQ jobs and the clock: one line of work each."""
