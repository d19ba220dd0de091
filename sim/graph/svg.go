package graph

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"ntlmsim/sim/page"
)

// SVG writes a scene as a picture that needs no other file. It is light or dark as its reader prefers.
func (s *Scene) SVG(w io.Writer) error {
	p := planOf(s)
	d := &drawer{}
	d.printf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img" aria-labelledby="title desc">`+"\n", p.w, p.h, p.w, p.h)
	name := s.title
	if s.asking != nil {
		name += " " + s.asking.title
	}
	d.printf("<title id=\"title\">%s</title>\n<desc id=\"desc\">%s</desc>\n", xmlText(name), xmlText(s.description()))
	d.printf("<style>%s</style>\n<rect class=\"page\" width=\"%d\" height=\"%d\"/>\n", svgStyle, p.w, p.h)
	for _, b := range p.blocks {
		d.block(b)
	}
	for _, wire := range p.wires {
		d.wire(wire)
	}
	for _, wire := range p.wires {
		d.wireLabel(wire)
	}
	for _, k := range p.samples {
		d.sample(k)
	}
	for _, t := range p.texts {
		d.label(t)
	}
	d.printf("</svg>\n")
	_, err := io.WriteString(w, d.text.String())
	return err
}

// svgStyle paints by class: plain colours, and others for a dark page.
const svgStyle = `
text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,"DejaVu Sans",sans-serif}
.page{fill:#ffffff}.enclosure{fill:#f3f6fb;stroke:#9db4d3;stroke-width:1.5}.box{fill:#ffffff;stroke:#c3ccd6}
.controller{stroke:#6f8fb8;stroke-width:1.5}.absent{stroke-dasharray:4 3}
.ink{fill:#1f2328}.dim{fill:#59636e}.odd{fill:#9a5b00}.halo{fill:#ffffff}
.icon{fill:none;stroke:#59636e;stroke-width:1.3;stroke-linejoin:round;stroke-linecap:round}
.line{fill:none;stroke-width:1.8}.hop .line{stroke-width:2.6}.selective .line{stroke-dasharray:7 3 2 3}.down .line{stroke-dasharray:4 4}
.trust .line{stroke:#6639ba}.trust .head,.trust text{fill:#6639ba}
.good .line{stroke:#1a7f37}.good .head,.good text,.good{fill:#1a7f37}
.fair .line{stroke:#9a6700}.fair .head,.fair text,.fair{fill:#9a6700}
.bad .line{stroke:#cf222e}.bad .head,.bad text,.bad{fill:#cf222e}
.hop text.number{fill:#ffffff}
@media (prefers-color-scheme:dark){
.page,.halo{fill:#0d1117}.enclosure{fill:#151b26;stroke:#3d5a85}.box{fill:#0d1117;stroke:#3d444d}.controller{stroke:#5f83b8}
.ink{fill:#e6edf3}.dim{fill:#9198a1}.odd{fill:#e3a23c}.icon{stroke:#9198a1}
.trust .line{stroke:#b392f0}.trust .head,.trust text{fill:#b392f0}
.good .line{stroke:#3fb950}.good .head,.good text,.good{fill:#3fb950}
.fair .line{stroke:#d29922}.fair .head,.fair text,.fair{fill:#d29922}
.bad .line{stroke:#f85149}.bad .head,.bad text,.bad{fill:#f85149}
.hop text.number{fill:#0d1117}
}
`

// A drawer writes SVG.
type drawer struct{ text strings.Builder }

func (d *drawer) printf(format string, args ...any) { fmt.Fprintf(&d.text, format, args...) }

func (d *drawer) rect(class string, r rect, round int) {
	d.printf(`<rect class="%s" x="%d" y="%d" width="%d" height="%d" rx="%d"/>`+"\n", class, r.x, r.y, r.w, r.h, round)
}

func (d *drawer) block(b *block) {
	if b.enclosure {
		d.printf("<g><title>%s</title>\n", xmlText(b.title))
		d.rect("enclosure", b.rect, 10)
		d.labels(b.texts)
		d.printf("</g>\n")
	}
	for _, box := range b.boxes {
		d.printf("<g><title>%s</title>\n", xmlText(box.title))
		class := "box"
		switch {
		case box.card.absent:
			class = "box absent"
		case box.card.role == "controller":
			class = "box controller"
		}
		d.rect(class, box.rect, 6)
		d.labels(box.texts)
		d.printf("</g>\n")
	}
}

func (d *drawer) labels(list []label) {
	for _, t := range list {
		d.label(t)
	}
}

// label writes a line of text. Text with characters of unknown width is made as wide as its place.
func (d *drawer) label(t label) {
	if t.icon != "" {
		d.icon(t.icon, t.class, t.x-iconRoom, t.y+(t.h-14)/2)
	}
	weight, length := "", ""
	if t.face.bold {
		weight = ` font-weight="bold"`
	}
	if exactly(t.text) {
		length = fmt.Sprintf(` textLength="%d" lengthAdjust="spacingAndGlyphs"`, t.w)
	}
	d.printf(`<text class="%s" x="%d" y="%d" font-size="%d"%s%s>%s</text>`+"\n", t.class, t.x, t.y+t.face.size-1, t.face.size, weight, length, xmlText(t.text))
}

// wire draws an arrow with round corners.
func (d *drawer) wire(w *wire) {
	d.printf("<g class=\"%s\"><title>%s</title>\n", w.class, xmlText(w.text))
	d.line(w.points)
	d.head(w.points[len(w.points)-2], w.points[len(w.points)-1])
	if w.both {
		d.head(w.points[1], w.points[0])
	}
	d.printf("</g>\n")
}

func (d *drawer) line(points []point) {
	const radius = 7
	d.printf(`<path class="line" d="M%d %d`, points[0].x, points[0].y)
	for i := 1; i < len(points)-1; i++ {
		a, b, c := points[i-1], points[i], points[i+1]
		r := min(radius, distance(a, b)/2, distance(b, c)/2)
		in, out := toward(b, a, r), toward(b, c, r)
		d.printf("L%d %dQ%d %d %d %d", in.x, in.y, b.x, b.y, out.x, out.y)
	}
	last := len(points) - 1
	end := toward(points[last], points[last-1], min(4, distance(points[last], points[last-1])))
	d.printf(`L%d %d"/>`+"\n", end.x, end.y)
}

// head is an arrowhead at the end of a piece.
func (d *drawer) head(from, to point) {
	back := toward(to, from, 10)
	across := point{5 * sign(to.y-from.y), 5 * sign(to.x-from.x)}
	d.printf(`<path class="head" d="M%d %dL%d %dL%d %dZ"/>`+"\n", to.x, to.y, back.x+across.x, back.y+across.y, back.x-across.x, back.y-across.y)
}

func distance(a, b point) int { return max(a.x-b.x, b.x-a.x) + max(a.y-b.y, b.y-a.y) }

// toward is the point at a distance from a on the way to b.
func toward(a, b point, far int) point {
	return point{a.x + far*sign(b.x-a.x), a.y + far*sign(b.y-a.y)}
}

func sign(n int) int {
	switch {
	case n > 0:
		return 1
	case n < 0:
		return -1
	}
	return 0
}

// wireLabel draws the text at a wire, on a background that interrupts the wires behind it.
func (d *drawer) wireLabel(w *wire) {
	l := w.label
	d.printf("<g class=\"%s\">\n", w.class)
	d.rect("halo", rect{l.x - w.room() - 3, l.y - 1, w.wide() + 6, l.h + 1}, 3)
	if w.number > 0 {
		d.printf(`<circle class="head" cx="%d" cy="%d" r="8"/>`, l.x-w.room()+8, l.y+l.h/2)
		d.printf(`<text class="number" x="%d" y="%d" font-size="10" font-weight="bold" text-anchor="middle">%d</text>`+"\n", l.x-w.room()+8, l.y+l.h/2+4, w.number)
	}
	l.class = "words"
	d.label(l)
	d.printf("</g>\n")
}

// sample draws a sample of the legend.
func (d *drawer) sample(k sample) {
	y := k.y + k.h/2
	switch {
	case strings.HasPrefix(k.kind, "trust"), strings.HasPrefix(k.kind, "hop"):
		d.printf("<g class=\"%s\">\n", k.kind)
		d.line([]point{{k.x, y}, {k.right(), y}})
		d.head(point{k.x, y}, point{k.right(), y})
		d.printf("</g>\n")
	case k.kind == "domain":
		d.rect("enclosure", rect{k.x, k.y - 1, k.w, k.h + 2}, 4)
	default:
		d.icon(k.kind, "", k.x, y-7)
	}
}

// icons are drawn in 14 by 14 pixels.
var icons = map[string]string{
	"domain":          "M2.5 4.5h9v8h-9zM5 4.5v-3h4v3",
	"controller":      "M3 2h8v10.500h-8zM3 5.500h8M3 9h8M9 3.800h.1M9 7.300h.1M9 10.800h.1",
	"machine":         "M1.500 3h11v7h-11zM5 12.500h4M7 10v2.500",
	"absent":          "M3 2h2M7 2h2M11 2v2M11 6v2M11 10v2M9 12.500h-2M5 12.500h-2M3 10v-2M3 6v-2",
	"settings":        "M2 4h5M10 4h2M2 10h2M7 10h5M8.500 2.500v3M5.500 8.500v3",
	"accounts":        "M7 6.500a2.300 2.300 0 1 0 0-4.600a2.300 2.300 0 1 0 0 4.600M2.500 12.500c0-5.500 9-5.500 9 0",
	"shares":          "M1.500 3.500h4l1.500 1.500h5.500v7h-11z",
	"policy":          "M3 6.500h8v6h-8zM4.500 6.500v-2a2.500 2.500 0 0 1 5 0v2",
	"SPNs":            "M2 2h5l5.500 5.500l-5 5l-5.500-5.500zM4.500 4.500h.1",
	"sites":           "M7 1.500a5.500 5.500 0 1 0 0 11a5.500 5.500 0 1 0 0-11M1.500 7h11M7 1.500c-4 3.500-4 7.500 0 11c4-3.500 4-7.500 0-11",
	"keys":            "M4.500 4a3 3 0 1 0 0 6a3 3 0 1 0 0-6M7.500 7h5.500v2.500M10.500 7v2",
	"applications":    "M1.500 2.500h11v9h-11zM4 5.500h6M4 8.500h4",
	"validation keys": "M4.500 4a3 3 0 1 0 0 6a3 3 0 1 0 0-6M7.500 7h5.500v2.500M10.500 7v2",
	"browser":         "M1.500 2.500h11v9h-11zM1.500 5h11M3.300 3.800h.1M5 3.800h.1",
	"delegation":      "M2 4h8M7.500 1.500l2.500 2.500l-2.500 2.500M12 10h-8M6.500 7.500l-2.500 2.500l2.500 2.500",

	"verdict good": "M2 7.500l3.500 3.500l6.500-8",
	"verdict fair": "M7 2v6.500M7 11.800v.1",
	"verdict bad":  "M3 3l8 8M11 3l-8 8",
}

func (d *drawer) icon(name, class string, x, y int) {
	if strings.HasPrefix(name, "verdict") {
		d.printf(`<g class="hop %s"><path class="line" transform="translate(%d %d)" d="%s"/></g>`+"\n", class, x, y, icons[name])
		return
	}
	d.printf(`<path class="icon" transform="translate(%d %d)" d="%s"/>`+"\n", x, y, icons[name])
}

// xmlText is text between tags or quotes. Characters that XML cannot hold are replaced.
func xmlText(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&quot;")
		case page.Steers(r) || r == 0xFFFE || r == 0xFFFF:
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
