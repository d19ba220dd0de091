package unknown

// Shown is everything that can be seen of session setups.
var Shown = shown

// MostAsked limits the worlds in which one attempt is asked.
const MostAsked = mostAsked
