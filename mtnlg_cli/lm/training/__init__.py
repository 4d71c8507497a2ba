"""Training: a recipe's stages over its sets, resumable, on one process or several."""
