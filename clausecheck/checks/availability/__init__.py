"""Availability: whether what is promised as a percentage agrees with the downtime, the maintenance, the excuses, the hours
and the suppliers that the same agreement speaks of.

Percentages are turned into time over the shortest and the longest calendar period; a finding takes the one in which the
agreement fares best, so that it holds in all of them.
"""
