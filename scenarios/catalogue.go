package scenarios

import (
	"embed"
	"io/fs"
	"path"
)

// A folder of the catalogue is named here and in folders, and nowhere else.
//
//go:embed kb103390 windows samba kb326985 exchange kb2915218
var catalogue embed.FS

// folders are those of the catalogue, by the model of their files.
var folders = map[string][]string{"logon": {"kb103390", "samba", "windows"}, "web": {"kb326985"}, "ews-proxy": {"exchange"}, "postback": {"kb2915218"}}

// Catalogue is the scenarios that come with the program.
func Catalogue() fs.FS { return catalogue }

// CatalogueFiles lists the scenarios about NET USE by their paths in the catalogue, sorted.
func CatalogueFiles() []string { return CatalogueOf("logon") }

// AllFiles lists the scenarios of every model by their paths in the catalogue.
func AllFiles() (list []string) {
	for _, m := range Models() {
		list = append(list, CatalogueOf(m.Name)...)
	}
	return list
}

// CatalogueOf lists the scenarios of a model by their paths in the catalogue, sorted.
func CatalogueOf(model string) (list []string) {
	for _, folder := range folders[model] {
		err := fs.WalkDir(catalogue, folder, func(name string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && path.Ext(name) == ".yaml" {
				list = append(list, name)
			}
			return err
		})
		if err != nil {
			panic("embedded catalogue: " + err.Error()) // it is part of the program
		}
	}
	return list
}
