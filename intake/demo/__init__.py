"""TRY: the demo site with its article and its mailbox."""
