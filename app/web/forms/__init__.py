"""The forms people fill in: what a browser sent, what it means, how it is drawn again."""
