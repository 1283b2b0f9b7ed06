"""Network and points become metres and minutes."""
