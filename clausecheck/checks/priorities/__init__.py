"""Priorities: cases that none of them takes, or that two take alike; a priority that never applies; an order in which the worse
case comes second; levels that share a figure; and tiers that two clauses say differently."""
