"""Template tags of after-sales."""
