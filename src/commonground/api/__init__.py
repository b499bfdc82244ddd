"""The HTTP API: reads everything, writes through the same workflows as the command line; described in OpenAPI 3.1."""
