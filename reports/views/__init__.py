"""Pages of the reports app, split by object."""
