"""The documentation's pictures, taken of the real thing in each language: `make pictures`. For developers."""
