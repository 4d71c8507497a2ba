"""CSV in any dialect -> Product, and the problems found on the way."""
