"""Lists as sheets of rows and columns: what a cell may hold, what is wrong with it, what a file would change.

Pure: a sheet comes as rows of text, whatever file it was in.
"""
