"""How languages write dates, where it is not as Django has it."""
