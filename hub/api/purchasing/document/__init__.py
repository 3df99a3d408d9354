"""A purchase order as its supplier gets it: as PDF, CSV or XLSX, in his language."""
