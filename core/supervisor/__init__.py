"""One command runs the whole portal on one machine: web, worker and broker.

Nothing in this package imports Django or a model: it works before settings can be read and goes on while the database
is away. `manage.py serve` is its door.
"""
