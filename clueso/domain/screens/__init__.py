"""What is written on the screens of a recording, and what follows from it."""
