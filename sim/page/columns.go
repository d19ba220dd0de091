package page

import (
	"slices"
	"strings"
)

// narrowest is how far Columns narrows a column on a terminal.
const narrowest = 12

// Columns writes rows of cells, each cell padded to the widest of its column. A row may have fewer cells than others.
// On a terminal where the rows do not fit the widest columns are narrowed, and their cells wrapped.
func (p *Page) Columns(indent string, rows [][]string) {
	widths := columnWidths(rows)
	if p.TTY {
		narrow(widths, p.Width-Width(indent))
	}
	for _, row := range rows {
		cells := make([][]string, len(row))
		for i, cell := range row {
			cells[i] = wrapCell(cell, widths[i])
		}
		p.row(indent, cells, widths)
	}
}

// columnWidths are the widths of the columns of a table.
func columnWidths(rows [][]string) (widths []int) {
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], Width(cell))
		}
	}
	return widths
}

// narrow takes from the widest columns what is too wide for the room, with two blanks between columns.
func narrow(widths []int, room int) {
	total := 2 * (len(widths) - 1)
	for _, w := range widths {
		total += w
	}
	for ; total > room; total-- {
		widest := slices.Max(widths)
		if widest <= narrowest {
			return
		}
		widths[slices.Index(widths, widest)]--
	}
}

// wrapCell breaks a cell that is wider than its column into lines, each in the colour of the cell.
func wrapCell(cell string, width int) []string {
	if Width(cell) <= width {
		return []string{cell}
	}
	colour, reset := cell[:paint(cell)], "\x1b[0m"
	if colour == "" {
		return wrap(cell, width, width)
	}
	lines := wrap(strings.TrimSuffix(cell[len(colour):], reset), width, width)
	for i := range lines {
		lines[i] = colour + lines[i] + reset
	}
	return lines
}

// row writes the lines of the cells of one row beside each other.
func (p *Page) row(indent string, cells [][]string, widths []int) {
	for n, more := 0, true; more; n++ {
		line := indent
		more = false
		for i, lines := range cells {
			cell := ""
			if n < len(lines) {
				cell = lines[n]
			}
			more = more || n+1 < len(lines)
			if i > 0 {
				line += "  "
			}
			line += Pad(cell, widths[i])
		}
		p.Line(strings.TrimRight(line, " "))
	}
}

// Pad adds blanks to a text until it is so many columns wide.
func Pad(text string, to int) string { return text + strings.Repeat(" ", max(0, to-Width(text))) }
