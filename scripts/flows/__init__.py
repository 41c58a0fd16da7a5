"""Films of clicks on invented pages, and how well the guides made from them show these clicks."""
