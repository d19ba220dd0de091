package windows

import (
	"slices"
	"strings"
)

// workflow is what hosted Windows runners can do of a scenario: standalone servers, each its own client. nil: nothing.
func (l *layout) workflow() []byte {
	var servers []string
	for _, p := range l.loopback {
		if name := strings.ToUpper(p.Machine); !slices.Contains(servers, name) {
			servers = append(servers, name)
		}
	}
	if len(servers) == 0 {
		return nil
	}
	return []byte(strings.Replace(workflowText, "SERVERS", "'"+strings.Join(servers, "', '")+"'", 1))
}

// workflowText has one place that changes: names of computers, which are letters, digits and hyphens.
const workflowText = `# This workflow has not been run by us.
#
# It builds each standalone server of the scenario on a hosted Windows runner and makes the attempts that one machine can make at
# itself: over 127.0.0.1, as localhost, and by its own name. A machine may decide otherwise about itself than about others:
# LimitBlankPasswordUse does not count 127.0.0.1 as remote, client and server have one LmCompatibilityLevel, and NTLM knows its
# own machine. Attempts that need two levels are left out; every other is marked in the recording, and where a blank password
# decides it counts as not asked.
#
# secrets.ps1 must be in the repository: the passwords in it are a lab's. Compare the artifacts with
#   ntlmsim replay FILE --recording DIRECTORY
name: ntlmsim
on: workflow_dispatch
permissions:
  contents: read
jobs:
  loopback:
    strategy:
      fail-fast: false
      matrix:
        os: [windows-2022, windows-2025]
        server: [SERVERS]
    runs-on: ${{ matrix.os }}
    timeout-minutes: 60
    env:
      SERVER: ${{ matrix.server }}
    defaults:
      run:
        shell: powershell
    steps:
      - uses: actions/checkout@v4
      - name: Build the server
        run: '& (Join-Path $PWD "build-$env:SERVER.ps1") -Loopback'
      - name: Make the attempts
        run: .\run-attempts.ps1 -Loopback $env:SERVER
      - name: Collect the events
        run: .\collect-events.ps1 -As $env:SERVER
      - uses: actions/upload-artifact@v4
        with:
          name: recording-${{ matrix.os }}-${{ matrix.server }}
          path: recordings
`
