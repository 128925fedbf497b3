"""What several tests share: made data, commands, browsers and oracles."""
