"""Term and exit: notices that cannot be given in time, rights to leave that are worth nothing, triggers that nothing measures,
and what is deleted, or no longer answered for, while it is still owed."""
