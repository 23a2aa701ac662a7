"""From a draft in Word, in Markdown or on a web page to an agreement in the language: readers, recognisers, and an account of
every block. Nothing is fetched, nothing is run, and nothing is guessed."""
