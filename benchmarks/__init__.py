"""What the portal costs beside the same work done bare: one module per benchmark, run by scripts/bench.py."""
