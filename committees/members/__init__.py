"""Members at work: who sits, who succeeds whom, after the committee is set up."""
