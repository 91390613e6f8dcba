"""How the shipped models are made: `python -m nlp.train`."""
