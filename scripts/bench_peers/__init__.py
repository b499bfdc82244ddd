"""Ours and theirs on the same data in one run: `make bench`, or `python -m scripts.bench_peers --peers PYTHON`."""
