"""What a change does to the site: two states of a glossary compared, and reports of it."""
