"""The `aryz` command. One module for each group of commands; `cli.main` puts them together and answers for errors."""
