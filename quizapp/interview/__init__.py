"""Interviews: plan, follow-ups, debrief."""
