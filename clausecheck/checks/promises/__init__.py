"""Promises and what takes them back: a denial beside a target, an excuse that covers the promised time, an exclusion of the
provider's own work or failure, a start without any promise, a supplier who answers too late, two orders of work, and a breach
notice that uses up the customer's own time."""
