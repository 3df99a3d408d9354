"""UCI Online Retail, real invoice lines: into the ledger as history, through the devices as scans."""
