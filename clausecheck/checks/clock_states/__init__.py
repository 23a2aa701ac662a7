"""The states of a ticket's clock: two starts for one target, a start that nothing promises, a start that is the stop as well, a
pause that nothing ends, a reminder that comes after the ticket is closed, an answer that a machine gives, and two records of
one figure."""
