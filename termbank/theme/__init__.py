"""Templates, words and assets, and pages rendered from them."""
