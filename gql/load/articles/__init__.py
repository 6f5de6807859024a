"""Articles of an encyclopedia -> film records. One reader per form of a page, one understanding of films behind all."""
