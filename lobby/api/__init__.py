"""`/api/v1/`: games, rooms and passes for programs: the same verbs as pages and sockets, as JSON.

No cookie is read or set here, so any page may ask; who asks shows a pass, if anything.
"""
