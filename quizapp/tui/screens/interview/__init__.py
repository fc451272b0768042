"""Mock interviews on screen: set-up, the interview itself, the debrief, the history."""
