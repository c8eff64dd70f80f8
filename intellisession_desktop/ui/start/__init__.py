"""Before a vault is open: making one, opening it, getting back into it, and the models it needs."""
