"""The Django app of pages: signing in, and the addresses of everything that is served."""
