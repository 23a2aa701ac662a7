"""Attainment: shares of tickets that must meet a target (`95% of tickets of P1 each month`).

A share of too few tickets allows no miss at all; one share over all priorities lets every urgent ticket be missed; two shares for
one class cannot both be the level; and a formula that counts failures does not measure a share of successes.
"""
