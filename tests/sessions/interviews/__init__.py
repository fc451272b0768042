"""The drill, home and the doctor over small fakes of packs and questions."""
