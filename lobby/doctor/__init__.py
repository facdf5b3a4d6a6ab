"""What is wrong with a site, and what to do about it: plain functions that return findings."""
