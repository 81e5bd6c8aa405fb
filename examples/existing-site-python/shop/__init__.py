"""A shop with customers and passwords of its own, and the three calls by which Login with Amazon uses them."""
