"""Who may come into the admin, and how: password, second factor, passkey, or an OpenID provider."""
