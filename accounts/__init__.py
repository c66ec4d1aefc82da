"""The person: sign-in, time zone, consent, and every mail that leaves for them."""
