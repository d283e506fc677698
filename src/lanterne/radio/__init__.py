"""One line of anything heard by radio: what it means as events, the words to read back, or what to mend."""
