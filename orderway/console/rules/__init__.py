"""Rules that staff edit: decision tables with their trial and history, kinds of holds, the black list, credit."""
