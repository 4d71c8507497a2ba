"""Measures of generated copy against the row, the training text and the human references: pure functions."""
