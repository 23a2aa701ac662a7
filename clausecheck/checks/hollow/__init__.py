"""Promises that hold nothing: figures nobody must reach, definitions under which nothing ever fails, times that never meet, and
deadlines of which nobody knows when they begin."""
