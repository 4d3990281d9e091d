import Shell

Options.start()
