"""Agreements in an editor: what a language server says of a text that is being written.

Everything here is a function of a text (`version`) and of what was found in it; only `server` and `wire` know the protocol, and
only they import pygls.
"""
