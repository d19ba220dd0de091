package webkeys

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"ntlmsim/sim/viewstate"
)

// Frameworks are the versions that an element can be made for.
var Frameworks = []string{"2.0", "3.5", "4.0", "4.5", "4.5.1", "4.5.2", "4.6", "4.6.1", "4.6.2", "4.7", "4.7.1", "4.7.2", "4.8", "4.8.1"}

// Validations are the algorithms that an element is made with: what is weak is not among them.
var Validations = []string{string(viewstate.SHA1), string(viewstate.HMACSHA256), string(viewstate.HMACSHA384), string(viewstate.HMACSHA512)}

// Decryptions are the ciphers that an element is made with.
var Decryptions = []string{string(viewstate.CipherAES)}

// Values are what can stand behind a flag of machinekey.
func Values(flag string) []string {
	return map[string][]string{"framework": Frameworks, "validation": Validations, "decryption": Decryptions}[flag]
}

type machinekeyOptions struct{ framework, validation, decryption, out string }

func machinekeyCommand() Command {
	var o machinekeyOptions
	return Command{
		Name:  "machinekey",
		Short: "make a fresh <machineKey> for the web.config of every node",
		Long: `Prints an element with two new random keys, for the <system.web> of the web.config in the root of an application: the same element on
every node. It has what the framework's version can: SHA1 for 2.0 and 3.5, HMACSHA256 since 4.0, and Framework45 since 4.5, which
nodes of 4.0 do not know. Old fields and tickets fail once the keys are new. KB 2915218 has a script that does the same; for
HMACSHA384 it makes an empty key.

The keys are secrets: --out writes them to a new file that only you can read (on Windows: whoever can
read the folder). aspnet_regiis -pe encrypts the element on the server.`,
		Examples: []Example{
			{"ntlmsim machinekey", "for ASP.NET 4.5 and newer"},
			{"ntlmsim machinekey --framework 3.5 --out machinekey.txt", "for ASP.NET 2.0 and 3.5, to a file"},
		},
		Flags: func(f *pflag.FlagSet) {
			f.StringVar(&o.framework, "framework", "4.8", "the `VERSION` of the framework: "+strings.Join(Frameworks, ", "))
			f.StringVar(&o.validation, "validation", "", "the `ALGORITHM` of the MAC: "+strings.Join(Validations, ", ")+" (SHA1 for 2.0 and 3.5, else HMACSHA256)")
			f.StringVar(&o.decryption, "decryption", "AES", "the `CIPHER`: "+strings.Join(Decryptions, ", "))
			f.StringVar(&o.out, "out", "", "write to a new `FILE`, and not to standard output")
		},
		Run: o.run,
	}
}

func (o *machinekeyOptions) run(_ context.Context, s Streams, args []string) error {
	if len(args) > 0 {
		return usage("ntlmsim help machinekey says what it takes.", "machinekey takes no arguments")
	}
	element, err := o.element(rand.Reader)
	if err != nil {
		return err
	}
	if o.out != "" {
		return writeNew(o.out, element+"\n")
	}
	_, err = io.WriteString(s.Raw, element+"\n")
	return err
}

// element is the element with keys of random bytes: 64 for the MAC, the longest key that every algorithm takes as it
// is, and 32 for AES-256.
func (o *machinekeyOptions) element(random io.Reader) (string, error) {
	validation, mode, err := o.chosen()
	if err != nil {
		return "", err
	}
	keys := make([]byte, 64+32)
	if _, err := io.ReadFull(random, keys); err != nil {
		return "", err
	}
	compatibility := ""
	if mode == viewstate.Framework45 {
		compatibility = ` compatibilityMode="Framework45"`
	}
	return fmt.Sprintf(`<machineKey validation="%s" validationKey="%X" decryption="%s" decryptionKey="%X"%s />`,
		validation, keys[:64], strings.ToUpper(o.decryption), keys[64:], compatibility), nil
}

// chosen is what the flags come to.
func (o *machinekeyOptions) chosen() (validation string, mode viewstate.Mode, err error) {
	old := o.framework == "2.0" || o.framework == "3.5"
	switch validation = o.validation; {
	case !slices.Contains(Frameworks, o.framework):
		return "", "", usage("There are: "+strings.Join(Frameworks, ", ")+".", "--framework: there is no such version")
	case validation == "" && old:
		validation = string(viewstate.SHA1)
	case validation == "":
		validation = string(viewstate.HMACSHA256)
	case !slices.Contains(Validations, strings.ToUpper(validation)):
		return "", "", usage("There are: "+strings.Join(Validations, ", ")+". MD5, 3DES and AES are not made: they are weak, or not for Framework45.", "--validation: there is no such algorithm")
	case old && !strings.EqualFold(validation, string(viewstate.SHA1)):
		return "", "", usage("Leave --validation out, or name a --framework since 4.0.", "--validation: ASP.NET 2.0 and 3.5 have SHA1 alone")
	}
	if !slices.Contains(Decryptions, strings.ToUpper(o.decryption)) {
		return "", "", usage("There is: AES. DES and 3DES are not made: they are weak.", "--decryption: there is no such cipher")
	}
	mode, err = viewstate.ModeOf("", o.framework)
	return strings.ToUpper(validation), mode, err
}

// writeNew writes a file that is not there yet, for its owner alone.
func writeNew(name, text string) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		_, err = f.WriteString(text)
		err = errors.Join(err, f.Close())
	}
	if errors.Is(err, fs.ErrExist) {
		return usage("Name a file that is not there: what is there may be a web.config, and is left alone.", "--out: the file exists")
	}
	if err != nil {
		return usage("", "--out: %v", err)
	}
	return nil
}
