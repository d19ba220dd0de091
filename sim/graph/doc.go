// Package graph draws a topology: domains, machines, accounts, shares and trusts, and for one attempt who asks whom.
//
// Of makes a Scene of a topology, and Scene.Ask adds an attempt. Three methods draw the same Scene: Text (for a
// terminal), SVG (a picture that stands alone) and Mermaid (for Markdown). The same Scene always gives the same bytes.
// No drawing has a password.
//
// The picture is made in this order:
//
//	scene.go    what there is to draw
//	trusts.go   the trusts as arrows, and what they do not do
//	layout.go   the size of each machine and domain (measure.go knows how wide text is)
//	plan.go     where everything stands
//	route.go    where the lines run, so that none crosses a text
//	svg.go      the picture
package graph
