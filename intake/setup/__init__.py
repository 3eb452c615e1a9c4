"""SET UP: the owner's pages for what a site offers: hours, windows, forms."""
