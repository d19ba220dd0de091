// Package replay puts the attempts of scenarios to real servers, and compares what they answer with what was predicted.
package replay
