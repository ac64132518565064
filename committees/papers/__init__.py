"""Papers of the committee: founding decision, letters of appointment, public notice."""
