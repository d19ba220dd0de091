package lint

import (
	"fmt"

	"ntlmsim/sim/viewstate"
	"ntlmsim/sim/webconfig"
)

// weak is what a node starts with, and should not have.
func (f *farm) weak(i int, n *webconfig.Node) {
	if e := n.Element; e != nil {
		f.key(i, "validationKey", e.ValidationKey.Place, n.ValidationKey.Bytes)
		f.key(i, "decryptionKey", e.DecryptionKey.Place, n.DecryptionKey.Bytes)
		f.algorithms(i, n, e)
	}
	for _, s := range n.File.Sections {
		if s.MachineKey != nil && s.Location != "" {
			f.add(i, s.MachineKey.Place, belowRoot, "a <machineKey> stands below the root of the application", "move it to <system.web> at the top",
				"This <machineKey> is for a path of its own. In an application it is allowed at the root alone; in the configuration of the machine it may name an application.",
				"Move it to <system.web> at the top of the file, unless this is the configuration of the machine.")
		}
	}
}

// key is what is wrong with a key that is written.
func (f *farm) key(i int, name string, at webconfig.Place, key []byte) {
	if len(key) == 0 {
		return
	}
	switch {
	case f.known.Has(key):
		f.add(i, at, keyPublished, "the "+name+" is in the list of known keys", f.freshCure(),
			"The "+name+" is in the list of known keys: whoever has the list makes fields that are taken.", "Make fresh keys, and look for what was done with the old ones.", f.fresh())
	case repeated(key):
		f.add(i, at, keyRepeated, "the "+name+" is no random key", f.freshCure(),
			"The "+name+" is a pattern that repeats itself or counts, and can be guessed.", "Make fresh keys.", f.fresh())
	}
}

// repeated reports whether a key is one piece again and again, of at most a quarter of it, or counts up or down.
func repeated(key []byte) bool {
	for period := 1; period <= max(len(key)/4, 1); period++ {
		if steps(key, period, 0) {
			return true
		}
	}
	for _, step := range []byte{1, 0x11, 0x22, 0xff, 0xef, 0xde} { // 00 01 02, 00 11 22, 01 23 45, and down
		if steps(key, 1, step) {
			return true
		}
	}
	return false
}

// steps reports whether each byte is the one a period before it, and a step.
func steps(key []byte, period int, step byte) bool {
	for i := period; i < len(key); i++ {
		if key[i] != key[i-period]+step {
			return false
		}
	}
	return len(key) > period
}

// algorithms is what is wrong with what is computed.
func (f *farm) algorithms(i int, n *webconfig.Node, e *webconfig.MachineKey) {
	version := ""
	if ofVersion4(n) {
		version = ", and this is ASP.NET 4"
	}
	switch n.Validation {
	case viewstate.MD5:
		f.add(i, e.Validation.Place, validationMD5, "validation is MD5", f.freshCure(), "With MD5 a field of one page and user is taken for another page and user.", "Take HMACSHA256.", f.fresh())
	case viewstate.SHA1, viewstate.TripleDES, viewstate.AES:
		if ofVersion4(n) || n.Validation == viewstate.TripleDES {
			f.add(i, e.Validation.Place, validationSHA1, "validation is "+string(n.Validation), f.freshCure(),
				fmt.Sprintf("validation is %s, which computes an HMAC with SHA-1: that is for ASP.NET 2.0 and 3.5%s.", n.Validation, version), "Take HMACSHA256.", f.fresh())
		}
	}
	if b := n.ValidationKey.Bytes; len(b) > 0 && len(b) < n.Validation.Size() && len(n.Problems) == 0 && !viewstate.Custom(n.Validation) {
		f.add(i, e.ValidationKey.Place, keyShort, "a validationKey is short", f.freshCure(),
			fmt.Sprintf("The validationKey has %d bytes, and %s gives %d.", len(b), n.Validation, n.Validation.Size()), "Make a key that is not shorter than the hash.", f.fresh())
	}
	if n.Decryption == viewstate.CipherDES || n.Decryption == viewstate.CipherTripleDES {
		f.add(i, e.Decryption.Place, cipherOld, "decryption is "+string(n.Decryption), f.freshCure(), fmt.Sprintf("decryption is %s, which ASP.NET takes, but NIST no longer allows.", n.Decryption), "Take AES.", f.fresh())
	}
}

// switches are what turns checking off.
func (f *farm) switches(i int, n *webconfig.Node) {
	file := n.File
	for _, s := range file.Sections {
		if s.EnableMAC.Is("false") {
			f.add(i, s.EnableMAC.Place, macOff, "enableViewStateMac is false", `leave enableViewStateMac out`,
				`enableViewStateMac="false" asks for fields that anybody can make. ASP.NET ignores it since KB 2905247; before, and with AllowInsecureDeserialization, it counts.`,
				"Leave the attribute out.")
		}
	}
	if file.AllowInsecure.Is("true") {
		f.add(i, file.AllowInsecure.Place, macUnenforced, "AllowInsecureDeserialization is true", "leave the setting out",
			`aspnet:AllowInsecureDeserialization is true: enableViewStateMac="false" counts again, in pages, too, and with it whoever posts a field runs code.`, "Leave the setting out.")
	}
	if file.AlwaysIgnore.Is("true") {
		f.add(i, file.AlwaysIgnore.Place, errorsIgnored, "failed MACs are hidden (AlwaysIgnoreViewStateValidationErrors)", "leave the setting out, and mend the keys",
			"aspnet:AlwaysIgnoreViewStateValidationErrors is true: a field that fails is dropped without an error, the form is shown again, and what was typed is lost.",
			"Leave the setting out, and mend what fails.")
	}
}
