// Package viewstate checks the MAC of a __VIEWSTATE field as ASP.NET does, with the keys of a machineKey element. It
// only verifies: nothing here signs, and what is decrypted is looked at for its padding, its first two bytes and the
// page at its end, and not handed out. It knows no model and reads no files.
//
// A field is one of four things:
//
//	legacy, signed           data ‖ MAC(data ‖ modifier)
//	legacy, encrypted        E(random ‖ data ‖ modifier) ‖ MAC(of that)
//	legacy, AES and 3DES     E(random ‖ data ‖ MAC(data ‖ modifier) ‖ modifier) ‖ MAC(of that)
//	Framework45              IV ‖ E(data) ‖ MAC(IV ‖ E(data)), with keys that are derived for the page
//
// The modifier is the page's __VIEWSTATEGENERATOR and its ViewStateUserKey. Where the MAC does not bind them, Result
// says so: of MD5 that is a fault of System.Web, which copies the key over the modifier.
//
// What ASP.NET does was read in microsoft/referencesource: the file and member stand at each function, in System.Web.
// verify.go is the place to begin; legacy.go and framework45.go have the two modes, derive.go the keys.
package viewstate
