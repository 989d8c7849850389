"""Rate limiter, in memory or in Redis."""
