// Package webconfig reads of a real web.config what decides about view state: machineKey, httpRuntime, pages and
// appSettings, at the top and inside of <location>. It reads bytes that it is handed, and opens no file: what stands in
// another one (configSource), or is encrypted (configProtectionProvider), is said to be so.
//
// No error shows what a file says: it may be a key. Keys are held as viewstate.Key, which is not printed.
package webconfig
