"""What the kill drill starts, and how it tells a register before from one after."""
