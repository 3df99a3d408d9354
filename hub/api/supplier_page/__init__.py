"""The supplier's page: his orders and items in plain HTML, by his link, without log-in or scripts."""
