// OptionParsing
