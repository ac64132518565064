"""The kinds of files the product keeps, with the ending each is called by."""

# What people may bring as a paper.
PAPERS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
}
# What the product makes for people to take away.
MADE = {
    "application/zip": "zip",
    "text/csv": "csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "text/calendar": "ics",
}
EXTENSIONS = PAPERS | MADE
