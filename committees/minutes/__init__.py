"""Minutes: written, checked, approved, published, corrected."""
