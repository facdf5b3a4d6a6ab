"""What the site knows of people: for how long, what of whom, and how it is forgotten."""
