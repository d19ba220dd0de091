package unknown

// Shown is everything that can be seen of session setups.
var Shown = shown
