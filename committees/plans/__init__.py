"""Action plans: commitments, milestones, progress notes and replies."""
