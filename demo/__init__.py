"""The demonstration: a story told in the database, and the pages to walk through it. Installed only with DEMO=1.

Nothing of the product imports it, and it has no models.
"""
