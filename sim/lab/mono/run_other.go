//go:build !linux

package mono

import (
	"context"
	"errors"
)

// Run builds what a plan needs; it does so on Linux alone.
func Run(context.Context, Plan, func(Result)) error {
	return errors.New("the laboratory needs Linux")
}
