"""Forms of the practice, one module per page group."""
