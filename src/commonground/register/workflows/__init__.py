"""Every change of a register: one function each, taking actor and clock, used alike by every interface."""
