"""The figures of the language library, measured on texts it was not written from."""
