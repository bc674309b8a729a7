"""Sign-in with an outside identity provider (the city's gateway, VNeID's): off unless OIDC_SERVER_URL is set.

It opens an account that exists and never makes, links or changes one (docs/adr/0032).
"""
