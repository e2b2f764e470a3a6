"""The command line: parse, call the model, write. No model logic lives here."""
