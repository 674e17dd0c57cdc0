"""Everything between a study's need and a thanked patient advocacy group."""
