"""Kinds of mutation of agreements, and the judges that say what each mutant means."""
