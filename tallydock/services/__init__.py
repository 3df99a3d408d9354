"""Other people's programs that Tallydock runs as its own children: PostgreSQL and an MQTT broker."""
