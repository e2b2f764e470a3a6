"""Pages and tables of the documentation that are written from the program and the catalogue, so that they cannot drift.

Each module gives Markdown; ``pages.write_all`` writes the fragments that the pages include. The code is read as text
wherever that is enough, so that a page never depends on what a module does when it is imported.
"""
