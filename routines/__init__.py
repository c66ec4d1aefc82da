"""The practice: exercises, screening, the week, guided sessions, check-ins, progress, reminders."""
