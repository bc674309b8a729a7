"""Attacks that must not succeed: each test is an attack somebody tried."""
