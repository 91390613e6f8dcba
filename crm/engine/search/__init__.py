"""Search: words of records in a table of our own, alike on both databases.

PostgreSQL's own text search is no use under row-level rules: `@@` and the trigram operators are
not leakproof, so no index serves them there, while `=` and `<` on texts are. SQLite's FTS5 takes
no two characters of Chinese by trigrams. One table of words serves both, and answers the same.
"""
