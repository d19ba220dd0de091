package report

import "ntlmsim/sim/page"

// A Page is a page with a method for each report.
type Page struct{ *page.Page }
