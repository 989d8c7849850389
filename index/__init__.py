"""What a glossary says, and how it is searched. Knows nothing of HTTP."""
