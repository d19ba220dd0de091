package viewstate

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// A Key is what validationKey= or decryptionKey= of machineKey says.
type Key struct {
	AutoGenerate bool // the node makes its own
	IsolateApps  bool // each application has another one
	IsolateByID  bool // the same, by the application's id
	Bytes        []byte
}

// Format keeps the key out of whatever is printed, also with %#v.
func (k Key) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte("(key)")) }

// Isolated reports whether two applications of a node have different keys.
func (k Key) Isolated() bool { return k.IsolateApps || k.IsolateByID }

// Unset is the key where the attribute is not written (Configuration/MachineKeySection.cs, _propValidationKey).
const Unset = "AutoGenerate,IsolateApps"

// ReadKey reads the attribute as ASP.NET does in a mode. Its errors are what ASP.NET refuses to start with, and do not
// repeat the key.
func ReadKey(text string, mode Mode) (Key, error) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return Key{}, errors.New("it is empty")
	case mode == Framework45:
		return readKey45(text)
	}
	return readLegacyKey(text)
}

// readLegacyKey takes the flags off the end, in this order alone (Configuration/MachineKeySection.cs,
// RuntimeDataInitialize).
func readLegacyKey(text string) (k Key, err error) {
	text, k.IsolateByID = strings.CutSuffix(text, ",IsolateByAppId")
	text, k.IsolateApps = strings.CutSuffix(text, ",IsolateApps")
	if text == "AutoGenerate" {
		k.AutoGenerate = true
		return k, nil
	}
	k.Bytes, err = legacyHex(text)
	return k, err
}

// legacyHex reads hexadecimal digits as the legacy mode does: what is no digit counts 0, and what is behind f in ASCII
// is refused (Configuration/MachineKeySection.cs, HexStringToByteArray).
func legacyHex(text string) ([]byte, error) {
	if len(text)%2 == 1 {
		return nil, fmt.Errorf("it has %d characters, an odd number", len(text))
	}
	digits := []byte(text)
	for i, c := range digits {
		switch {
		case c > 'f':
			return nil, fmt.Errorf("character %d is no hexadecimal digit", i+1)
		case !strings.ContainsRune("0123456789abcdefABCDEF", rune(c)):
			digits[i] = '0'
		}
	}
	return hex.DecodeString(string(digits))
}

// readKey45 reads digits and nothing else, or words between commas
// (Security/Cryptography/MachineKeyMasterKeyProvider.cs, GenerateCryptographicKey).
func readKey45(text string) (k Key, err error) {
	if k.Bytes, err = hex.DecodeString(text); err == nil {
		return k, nil
	}
	k.Bytes = nil
	for i, word := range strings.Split(text, ",") {
		switch word {
		case "AutoGenerate":
			k.AutoGenerate = true
		case "IsolateApps":
			k.IsolateApps = true
		case "IsolateByAppId":
			k.IsolateByID = true
		default:
			return Key{}, bad45(i, word, text)
		}
	}
	if !k.AutoGenerate {
		return Key{}, errors.New("it says how to isolate keys, and not AutoGenerate")
	}
	return k, nil
}

func bad45(i int, word, text string) error {
	_, err := hex.DecodeString(word)
	switch {
	case i == 0 && err == nil && strings.Contains(text, ","):
		return errors.New("in Framework45 a key of hexadecimal digits has nothing behind it, and here are flags")
	case i == 0 && len(text)%2 == 1:
		return fmt.Errorf("it has %d characters, an odd number", len(text))
	case i == 0:
		return errors.New("it is neither hexadecimal digits nor AutoGenerate")
	}
	return errors.New("behind AutoGenerate there is IsolateApps and IsolateByAppId, and nothing else")
}

// ModeOf is the mode that compatibilityMode and the targetFramework of httpRuntime give, "" where an attribute is not
// written (Configuration/MachineKeySection.cs, SetReadOnly; ConfigUtil.SetFX45DefaultValue).
func ModeOf(compatibility, target string) (Mode, error) {
	switch compatibility {
	case "Framework45":
		return Framework45, nil
	case "Framework20SP1", "Framework20SP2":
		return Legacy, nil
	case "":
	default:
		return "", fmt.Errorf("there is no compatibilityMode %s: there are Framework20SP1, Framework20SP2 and Framework45", shown(compatibility))
	}
	if target == "" {
		return Legacy, nil
	}
	major, minor, err := version(target)
	switch {
	case err != nil:
		return "", fmt.Errorf("there is no targetFramework %s: it is a version, as 4.8 is", shown(target))
	case major > 4 || major == 4 && minor >= 5:
		return Framework45, nil
	}
	return Legacy, nil
}

func version(text string) (major, minor int, err error) {
	if _, err = fmt.Sscanf(text+".0", "%d.%d", &major, &minor); err != nil {
		return 0, 0, err
	}
	if strings.Trim(text, "0123456789.") != "" || major < 0 || minor < 0 {
		return 0, 0, errors.New("it is no version")
	}
	return major, minor, nil
}
