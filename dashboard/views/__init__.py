"""One page a file; `show()` draws it.

The folder must not be named `pages`: Streamlit would run each file in it as a page, past the log-in.
"""
