"""A believable ward to try the portal out: bodies, accounts, reports at every station. Role names, no persons."""
