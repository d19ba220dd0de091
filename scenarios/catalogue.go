package scenarios

import (
	"embed"
	"io/fs"
	"path"
)

// A folder of the catalogue is named here, and nowhere else.
//
//go:embed kb103390 windows samba
var catalogue embed.FS

// Catalogue is the scenarios that come with the program.
func Catalogue() fs.FS { return catalogue }

// CatalogueFiles lists the scenarios of the catalogue by their paths in it, sorted.
func CatalogueFiles() []string {
	var list []string
	err := fs.WalkDir(catalogue, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && path.Ext(name) == ".yaml" {
			list = append(list, name)
		}
		return err
	})
	if err != nil {
		panic("embedded catalogue: " + err.Error()) // it is part of the program
	}
	return list
}
