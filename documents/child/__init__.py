"""The process that opens untrusted papers. Nothing here may import Django: a start takes a tenth of a second.

Run as `python -m documents.child <task>`; see __main__ for the protocol and the limits.
"""
