"""Where the API is, and how much a program may send. No Django: the site's door asks, too."""

PREFIX = "/api/"
MOST_BYTES = 64 * 1024
STALLED = "playlobby.stalled"  # in the scope of a request whose body stopped coming
