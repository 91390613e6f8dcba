"""Which records are one person: blocking, pairwise scores with reasons, and their evaluation.

Pure functions over plain records; the tables, the queue and the merging stand beside this folder.
"""
