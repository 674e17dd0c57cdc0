"""The one way in which business state changes."""
