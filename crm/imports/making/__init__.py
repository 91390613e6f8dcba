"""A row's fields as the values of a record, one file a chapter."""
