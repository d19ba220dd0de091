package replay

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// LookedUp are the addresses of each machine in every form: as given, and what its name stands for.
func LookedUp(ctx context.Context, addresses map[string]string) map[string][]string {
	all := map[string][]string{}
	for name, address := range addresses {
		host, port, _ := net.SplitHostPort(address)
		host = strings.ToLower(strings.TrimSuffix(host, "."))
		for _, h := range hostForms(ctx, host) {
			all[name] = append(all[name], net.JoinHostPort(h, port))
		}
	}
	return all
}

// hostForms are a host and the numbers that it stands for. A name that cannot be looked up stands for itself.
func hostForms(ctx context.Context, host string) []string {
	const patience = 2 * time.Second
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if ip, err := netip.ParseAddr(host); err == nil {
		return []string{ip.Unmap().String()}
	}
	forms := []string{host}
	list, _ := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	for _, ip := range list {
		if form := ip.Unmap().String(); !slices.Contains(forms, form) {
			forms = append(forms, form)
		}
	}
	return forms
}
