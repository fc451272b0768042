"""Taking packs in, bringing them up to date and letting them go, without touching anything learnt."""
