"""Documents and units: an order of documents that runs in a circle, and one time that is counted in two ways."""
