"""Players who wait for each other, and the matches made of them."""
