"""UCI Online Retail, 370,931 real invoice lines: into the ledger as history, and through the devices as scans."""
