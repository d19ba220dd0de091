package sim_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

var goFile = regexp.MustCompile(`\b\w+\.go\b`)

// A file that a package comment tells people to read is beside it.
func TestEveryFileThatAPackageCommentNamesExists(t *testing.T) {
	named := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && strings.HasPrefix(d.Name(), ".") && path != ".." {
			return fs.SkipDir // .tools speaks of the files that it works on
		}
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		for _, name := range goFile.FindAllString(file.Doc.Text(), -1) {
			named++
			if _, err := os.Stat(filepath.Join(filepath.Dir(path), name)); err != nil {
				t.Errorf("the package comment of %s names %s: %v", path, name, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if named == 0 {
		t.Error("no package comment names a file: nothing was checked")
	}
}

// Comments end at column 120, a tab being four columns.
func TestCommentsAreWrapped(t *testing.T) {
	read := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == ".git" {
			return fs.SkipDir
		}
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		data, err := os.ReadFile(path)
		read++
		for i, line := range strings.Split(string(data), "\n") {
			columns := utf8.RuneCountInString(strings.ReplaceAll(line, "\t", "    "))
			if strings.HasPrefix(strings.TrimSpace(line), "// ") && columns > 120 {
				t.Errorf("%s:%d: a comment of %d columns", path, i+1, columns)
			}
		}
		return err
	})
	if err != nil || read == 0 {
		t.Errorf("%d files were read: %v", read, err)
	}
}
