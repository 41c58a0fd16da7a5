"""Reading the text on pictures of screens with RapidOCR, in a child process."""
