"""Collections of agreements too large for one process: shards of files, checked by the workers of Dask, written as Parquet."""
