"""What `make run` does: check, prepare, then keep every process of Intake running until Ctrl-C."""
