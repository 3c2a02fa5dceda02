"""Building a site: what each file is made from, what has changed, and the steps in order."""
