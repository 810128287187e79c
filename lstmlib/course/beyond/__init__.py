"""What is built from the library's layers, and what comes after the LSTM."""
