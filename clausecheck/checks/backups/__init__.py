"""Backups: copies against the RPO, restores against the RTO, and what is kept, checked, stored and promised by suppliers."""
