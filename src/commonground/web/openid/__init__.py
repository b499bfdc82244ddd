"""Sign-in services (OpenID Connect), stricter than the library: signature, nonce and subject are always checked."""
