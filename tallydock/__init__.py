"""Tallydock's composition root: the command line, and what starts the parts together."""

# said here, because an image and a Pi run the checkout and have no installed package to ask
__version__ = "0.1.0"
