package viewstate

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"hash"
	"strings"
)

// An Algorithm is what validation= of machineKey names.
type Algorithm string

// The algorithms. SHA1 is HMAC-SHA1; AES and 3DES are HMAC-SHA1, and the whole is encrypted.
const (
	MD5        Algorithm = "MD5"
	SHA1       Algorithm = "SHA1"
	HMACSHA256 Algorithm = "HMACSHA256"
	HMACSHA384 Algorithm = "HMACSHA384"
	HMACSHA512 Algorithm = "HMACSHA512"
	TripleDES  Algorithm = "3DES"
	AES        Algorithm = "AES"
)

// Algorithms are all of them. Their names are case sensitive (MachineKeyValidationConverter.ConvertToEnum).
var Algorithms = []Algorithm{MD5, SHA1, HMACSHA256, HMACSHA384, HMACSHA512, TripleDES, AES}

// A Cipher is what decryption= of machineKey names.
type Cipher string

// The ciphers. Auto is AES, and in the legacy mode DES if the key has eight bytes.
const (
	Auto            Cipher = "Auto"
	CipherAES       Cipher = "AES"
	CipherTripleDES Cipher = "3DES"
	CipherDES       Cipher = "DES"
)

// Ciphers are all of them.
var Ciphers = []Cipher{Auto, CipherAES, CipherTripleDES, CipherDES}

// A Mode is which of the two implementations of ASP.NET makes and checks the field.
type Mode string

// The modes: compatibilityMode Framework20SP1 and Framework20SP2 are both Legacy here, since they do not differ in
// view state that is signed (MachineKeySection.EncryptOrDecryptData: createIV).
const (
	Legacy      Mode = "legacy"
	Framework45 Mode = "Framework45"
)

// Keys are the two keys as bytes. They are not printed.
type Keys struct{ Validation, Decryption []byte }

// Format keeps keys out of whatever is printed, also with %#v.
func (k Keys) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte("(keys)")) }

// A Config is what a node verifies with.
type Config struct {
	Mode       Mode
	Validation Algorithm
	Decryption Cipher // "" is Auto
	Keys       Keys
}

// newHash is the hash of the MAC.
func (a Algorithm) newHash() func() hash.Hash {
	switch a {
	case MD5:
		return md5.New
	case HMACSHA256:
		return sha256.New
	case HMACSHA384:
		return sha512.New384
	case HMACSHA512:
		return sha512.New
	}
	return sha1.New
}

// Size is the length of the MAC in bytes (MachineKeySection.InitValidationAndEncyptionSizes).
func (a Algorithm) Size() int { return a.newHash()().Size() }

// block is the longest key of the MAC: SHA1_KEY_SIZE and its neighbours of MachineKeySection.
func (a Algorithm) block() int { return a.newHash()().BlockSize() }

// encrypts reports whether the algorithm encrypts also what a page does not ask to encrypt.
func (a Algorithm) encrypts() bool { return a == AES || a == TripleDES }

// Shortest is the length of the shortest validationKey of the legacy mode in bytes: 40 digits
// (MachineKeySection.RuntimeDataInitialize).
const Shortest = 20

// Check is why ASP.NET would refuse the configuration, or nil. It says nothing of the keys themselves.
func (c Config) Check() error {
	if c.Mode != Legacy && c.Mode != Framework45 {
		return fmt.Errorf("there is no mode %s", shown(string(c.Mode)))
	}
	if err := c.checkValidation(); err != nil {
		return err
	}
	if c.Mode == Legacy && c.Validation.encrypts() {
		if _, err := c.validationCipher(); err != nil {
			return err
		}
	}
	_, err := c.pageCipher()
	return err
}

func (c Config) checkValidation() error {
	n, a := len(c.Keys.Validation), c.Validation
	switch {
	case !a.known():
		return fmt.Errorf("there is no validation %s: there are %s (capitals count)", shown(string(a)), listed(Algorithms))
	case n == 0:
		return fmt.Errorf("the validationKey is empty")
	case c.Mode == Framework45 && (a == MD5 || a.encrypts()):
		return fmt.Errorf("Framework45 has no validation %s: it has SHA1, HMACSHA256, HMACSHA384 and HMACSHA512", a)
	case c.Mode == Legacy && n < Shortest:
		return fmt.Errorf("the validationKey has %d bytes, and the legacy mode wants at least %d", n, Shortest)
	case c.Mode == Legacy && a != MD5 && n > a.block():
		return fmt.Errorf("the validationKey has %d bytes, and %s takes at most %d in the legacy mode", n, a, a.block())
	}
	return nil
}

// Custom reports whether a name of validation or decryption stands for somebody's own class, which computes what no
// file says (Configuration/MachineKeySection.cs, ALGO_PREFIX).
func Custom[N Algorithm | Cipher](name N) bool { return strings.HasPrefix(string(name), "alg:") }

// listed are names for a message.
func listed[N Algorithm | Cipher](names []N) string {
	var list []string
	for _, n := range names {
		list = append(list, string(n))
	}
	return strings.Join(list, ", ")
}

func (a Algorithm) known() bool {
	for _, other := range Algorithms {
		if a == other {
			return true
		}
	}
	return false
}
