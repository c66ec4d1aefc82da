"""Views of the practice, one module per area."""
