"""What managers see in a browser: Streamlit over the hub's HTTP API, and nothing of the other rooms."""
