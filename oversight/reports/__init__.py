"""What the Unit hands on: tables, papers, the follow-up table, the paragraph for the minutes, a page a file."""
