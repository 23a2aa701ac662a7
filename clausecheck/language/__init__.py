"""The agreement language: words, tree, values, reading and writing."""
