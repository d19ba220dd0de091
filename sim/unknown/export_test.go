package unknown

// Shown is everything that can be seen of session setups.
var Shown = shown

// Either is clauses with the same beginning as one.
var Either = either
