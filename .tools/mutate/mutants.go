package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// A mutant is one small change of a file.
type mutant struct {
	file  string
	line  int
	where string // the function, or the first name of the declaration
	what  string // what is changed into what
	edits []edit
	place place
}

// A place is what a mutant has a form of its own of: the body of a function, or the value of a variable.
type place struct {
	from, to int
	body     bool
	returns  bool // the function has results
}

// ends is what follows a mutated body: the original is not to be run, too.
func (p place) ends() string {
	if p.returns {
		return `panic("a mutant without a return")`
	}
	return "return"
}

// An edit replaces the bytes from one offset to another.
type edit struct {
	from, to int
	text     string
}

// key names a mutant for as long as the code that it changes stays the same, wherever that stands in its file.
func (m mutant) key() string { return m.file + " " + m.where + ": " + m.what }

// apply is the source with the change made.
func (m mutant) apply(source []byte) []byte {
	edits := slices.Clone(m.edits)
	slices.SortFunc(edits, func(a, b edit) int { return b.from - a.from })
	text := string(source)
	for _, e := range edits {
		text = text[:e.from] + e.text + text[e.to:]
	}
	return []byte(text)
}

// A finder collects the mutants of one file.
type finder struct {
	file   string
	source string
	set    *token.FileSet
	where  string
	place  place
	list   []mutant
}

// mutantsOf finds every mutant of a file, in the order of the file. Mutants that read the same are numbered.
func mutantsOf(file string, source []byte) ([]mutant, error) {
	set := token.NewFileSet()
	parsed, err := parser.ParseFile(set, file, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	f := &finder{file: file, source: string(source), set: set}
	for _, d := range parsed.Decls {
		f.declaration(d)
	}
	slices.SortStableFunc(f.list, func(a, b mutant) int { return a.edits[0].from - b.edits[0].from })
	seen := map[string]int{}
	for i := range f.list {
		m := &f.list[i]
		key := m.key()
		if seen[key]++; seen[key] > 1 {
			m.what += fmt.Sprintf(" #%d", seen[key])
		}
	}
	return f.list, nil
}

func (f *finder) declaration(d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		f.where = d.Name.Name
		if d.Recv != nil {
			f.where = strings.Trim(f.text(d.Recv.List[0].Type), "*") + "." + f.where
		}
		if d.Body != nil {
			f.place = place{f.offset(d.Body.Lbrace) + 1, f.offset(d.Body.Rbrace), true, d.Type.Results != nil}
			f.inspect(d)
		}
	case *ast.GenDecl:
		if d.Tok != token.VAR {
			return // a constant cannot be chosen while a program runs
		}
		for _, s := range d.Specs {
			v := s.(*ast.ValueSpec)
			f.where = v.Names[0].Name
			if len(v.Values) == 1 {
				f.place = place{from: f.offset(v.Values[0].Pos()), to: f.offset(v.Values[0].End())}
				f.inspect(v.Values[0])
			}
		}
	}
}

// inspect looks at every node of a declaration. Conditions of which one half is enough are found in their parents.
func (f *finder) inspect(root ast.Node) {
	ast.Inspect(root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			f.operator(n)
		case *ast.UnaryExpr:
			if n.Op == token.NOT {
				f.replace(n, f.text(n.X))
			}
		case *ast.Ident:
			f.boolean(n)
		case *ast.BasicLit:
			f.literal(n)
		case *ast.IfStmt:
			f.negate(n.Cond)
			if n.Else == nil && n.Init == nil {
				f.drop(n)
			}
		case *ast.FuncDecl:
			f.returns(n.Type, n.Body)
		case *ast.FuncLit:
			f.returns(n.Type, n.Body)
		case *ast.BlockStmt:
			f.statements(n.List)
		case *ast.CaseClause:
			f.clause(n)
			f.statements(n.Body)
		case *ast.CompositeLit:
			if isList(n) {
				f.elements(n.Elts)
			}
		case *ast.CallExpr:
			f.call(n)
		}
		return true
	})
}

var otherOperator = map[token.Token]string{
	token.EQL: "!=", token.NEQ: "==", token.LSS: "<=", token.LEQ: "<", token.GTR: ">=", token.GEQ: ">", token.LAND: "||", token.LOR: "&&",
	token.ADD: "-", token.SUB: "+", token.MUL: "/", token.QUO: "*", token.AND: "|", token.OR: "&",
}

func (f *finder) operator(n *ast.BinaryExpr) {
	other, ok := otherOperator[n.Op]
	if !ok || n.Op == token.ADD && (isText(n.X) || isText(n.Y)) {
		return
	}
	from := f.offset(n.OpPos)
	f.add(n, fmt.Sprintf("%s becomes %s in %s", n.Op, other, f.short(n)), edit{from, from + len(n.Op.String()), other})
}

// isText reports whether a sum is one of strings: a part of it is a string literal.
func isText(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.BasicLit:
		return e.Kind == token.STRING
	case *ast.BinaryExpr:
		return isText(e.X) || isText(e.Y)
	}
	return false
}

func (f *finder) boolean(n *ast.Ident) {
	switch n.Name {
	case "true":
		f.replace(n, "false")
	case "false":
		f.replace(n, "true")
	}
}

// literal makes a number larger by one, and begins a text with another letter.
func (f *finder) literal(n *ast.BasicLit) {
	switch n.Kind {
	case token.INT:
		if v, err := strconv.ParseUint(n.Value, 0, 64); err == nil {
			f.replace(n, fmt.Sprint(v+1))
		}
	case token.STRING:
		f.replace(n, n.Value[:1]+"~"+n.Value[1:])
	}
}

// negate turns a condition round that has no operator of its own to change.
func (f *finder) negate(cond ast.Expr) {
	switch cond.(type) {
	case *ast.CallExpr, *ast.SelectorExpr, *ast.Ident, *ast.IndexExpr:
		if text := f.text(cond); text != "true" && text != "false" {
			f.replace(cond, "!("+text+")")
		}
	}
}

// returns negates what a function returns whose only result is a bool.
func (f *finder) returns(t *ast.FuncType, body *ast.BlockStmt) {
	if body == nil || t.Results == nil || len(t.Results.List) != 1 || len(t.Results.List[0].Names) > 1 || f.text(t.Results.List[0].Type) != "bool" {
		return
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			if len(n.Results) == 1 {
				f.negate(n.Results[0])
			}
		}
		return true
	})
}

// statements drops each statement that another could follow without it.
func (f *finder) statements(list []ast.Stmt) {
	for _, s := range list {
		switch s := s.(type) {
		case *ast.AssignStmt:
			if s.Tok != token.DEFINE {
				f.drop(s)
			}
		case *ast.IncDecStmt, *ast.ExprStmt, *ast.BranchStmt:
			f.drop(s)
		}
	}
}

// clause drops a case, and each value of one that has several.
func (f *finder) clause(n *ast.CaseClause) {
	if n.List == nil {
		return
	}
	f.add(n, "drop case "+f.short(n), edit{f.offset(n.Pos()), f.offset(n.End()), ""})
	if len(n.List) > 1 {
		for i := range n.List {
			f.dropFrom(n.List, i)
		}
	}
}

// call looks at lists that are built from several, and at the rows of a table.
func (f *finder) call(n *ast.CallExpr) {
	switch f.text(n.Fun) {
	case "slices.Concat":
		f.elements(n.Args)
	case "row":
		if len(n.Args) == 4 && !last(n.Args[1]) {
			f.replace(n.Args[1], "func(c cond) cond { h := c.Holds; c.Holds = func(f *Facts) bool { return !h(f) }; return c }("+f.text(n.Args[1])+")")
			f.list[len(f.list)-1].what = "negate the condition " + f.short(n.Args[1])
		}
	}
}

// last reports whether a condition is that of the last row of a state, which has nothing to negate.
func last(cond ast.Expr) bool {
	c, ok := cond.(*ast.CallExpr)
	if !ok {
		return false
	}
	name, _ := c.Fun.(*ast.Ident)
	if name == nil {
		return false
	}
	if name.Name == "ask" && len(c.Args) == 3 {
		holds, is := c.Args[1].(*ast.Ident)
		return is && holds.Name == "nil"
	}
	return name.Name == "otherwise" || name.Name == "missing"
}

// elements drops each element of a list, swaps it with the next one, and swaps single fields of the two.
func (f *finder) elements(list []ast.Expr) {
	if len(list) < 2 {
		return
	}
	for i := range list {
		f.dropFrom(list, i)
		if i > 0 {
			f.swap("swap", list[i-1], list[i])
			f.swapFields(list[i-1], list[i])
		}
	}
}

// isList reports whether a literal is a list or a map. One without a type is the element of a list: a struct.
func isList(n *ast.CompositeLit) bool {
	switch n.Type.(type) {
	case *ast.ArrayType, *ast.MapType:
		return true
	}
	return false
}

// swapFields swaps each field of two elements, and each field of these.
func (f *finder) swapFields(one, other ast.Expr) {
	a, b := fields(one), fields(other)
	for k := range min(len(a), len(b)) {
		f.swap(fmt.Sprintf("swap field %d of", k+1), a[k], b[k])
		if _, is := a[k].(*ast.CompositeLit); is {
			f.swapFields(a[k], b[k])
		}
	}
}

// fields are the parts of an element: arguments or values without names.
func fields(e ast.Expr) []ast.Expr {
	switch e := e.(type) {
	case *ast.CallExpr:
		return e.Args
	case *ast.CompositeLit:
		if len(e.Elts) > 0 {
			if _, named := e.Elts[0].(*ast.KeyValueExpr); !named {
				return e.Elts
			}
		}
	}
	return nil
}

func (f *finder) swap(what string, a, b ast.Expr) {
	_, named := a.(*ast.KeyValueExpr)
	if one, other := f.text(a), f.text(b); one != other && !named {
		f.add(a, fmt.Sprintf("%s %s and %s", what, f.short(a), f.short(b)),
			edit{f.offset(a.Pos()), f.offset(a.End()), other}, edit{f.offset(b.Pos()), f.offset(b.End()), one})
	}
}

// dropFrom leaves one element out of a list, with the comma behind it or before it.
func (f *finder) dropFrom(list []ast.Expr, i int) {
	from, to := f.offset(list[i].Pos()), f.offset(list[i].End())
	switch {
	case i+1 < len(list):
		to = f.offset(list[i+1].Pos())
	case i > 0:
		from = f.offset(list[i-1].End())
	}
	f.add(list[i], "drop "+f.short(list[i]), edit{from, to, ""})
}

func (f *finder) drop(n ast.Node) {
	f.add(n, "drop "+f.short(n), edit{f.offset(n.Pos()), f.offset(n.End()), ""})
}

func (f *finder) replace(n ast.Node, with string) {
	f.add(n, fmt.Sprintf("%s becomes %s", f.short(n), shortened(with)), edit{f.offset(n.Pos()), f.offset(n.End()), with})
}

func (f *finder) add(n ast.Node, what string, edits ...edit) {
	f.list = append(f.list, mutant{f.file, f.set.Position(n.Pos()).Line, f.where, what, edits, f.place})
}

func (f *finder) offset(p token.Pos) int { return f.set.Position(p).Offset }

func (f *finder) text(n ast.Node) string { return f.source[f.offset(n.Pos()):f.offset(n.End())] }

func (f *finder) short(n ast.Node) string { return shortened(f.text(n)) }

const mostLetters = 90

// shortened is a text in one line, cut where it is long.
func shortened(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > mostLetters {
		return string(r[:mostLetters]) + "…"
	}
	return text
}
