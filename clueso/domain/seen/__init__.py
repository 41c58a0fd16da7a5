"""What follows from the screens of a recording: spelling, corrections, marks, moments of pictures, titles."""
