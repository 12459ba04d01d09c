"""What is counted over many cases."""
