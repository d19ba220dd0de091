package report

import "ntlmsim/sim/page"

// A Page is a page that reports are written on.
type Page struct{ *page.Page }
