"""Understanding, measured on text by other hands than the training data: `make eval`."""
