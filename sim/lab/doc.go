// Package lab builds the servers of a topology with Samba, for real: standalone servers, members with winbindd, Active
// Directory controllers, the trusts between their domains, and accounts in every state.
//
// Build is pure: it says what each machine becomes, and in words what Samba cannot be told to do, before anything
// runs. Up makes it so. All of it, processes, network, mounts and files, lives in namespaces whose first process is
// this program (Enter): when that ends, however it ends, nothing is left. Files are on a tmpfs of the private mount
// namespace, so that the disk never sees them.
//
// Package lab/windows exports the same topology for Windows machines, and lab/fuzz puts random attempts to random
// topologies.
//
// Nesting: the program that is typed starts itself as init of the lab (Enter), which reaps and starts itself once
// more as the worker. A multi-threaded process cannot enter a user namespace, so it is the worker, started inside,
// that builds the lab and puts the attempts. Each machine is again this program as init of namespaces of its own, and
// its daemons are started into them with nsenter.
package lab
