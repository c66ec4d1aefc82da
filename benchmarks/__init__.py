"""Longer runs against a real server: what a test run has no time for."""
