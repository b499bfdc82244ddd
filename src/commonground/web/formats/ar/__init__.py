"""Arabic as the United Nations write it."""
