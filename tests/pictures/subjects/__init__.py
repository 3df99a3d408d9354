"""Each fills a house of its own, goes there with a browser, and takes its pictures."""
