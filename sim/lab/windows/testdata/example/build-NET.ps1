# Builds NET, a controller of NET-DOMAIN, of the scenario kb103390/example.yaml.
# It was generated, and has not been run by us on Windows: README.md says what that means. Run it as administrator.
#Requires -Version 5.1
#Requires -RunAsAdministrator
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
. (Join-Path $PSScriptRoot 'lab.ps1')
. (Join-Path $PSScriptRoot 'addresses.ps1')
. (Join-Path $PSScriptRoot 'secrets.ps1')

Set-LabComputerName -Name 'NET'
Set-LabHosts
Install-LabController -Dns 'net-domain.test' -Domain 'NET-DOMAIN' -First ''

# What is logged, who may come in, and how passwords are.
Set-LabAudit
Set-LabFirewall
Set-LabPasswordPolicy -Threshold 0 -Window 30 -Duration 99999 -MaximumAge 0

# Accounts: NET-DOMAIN
Disable-LabGuest

# Shares.
Set-LabShare -Name 'share' -Folder 'share1'

# The trust with SCRATCH-DOMAIN.
Add-LabForwarder -Dns 'scratch-domain.test' -Controller 'SCRATCH'
Set-LabTrust -Dns 'scratch-domain.test' -Direction 'Outbound' -Secret 'trust of NET-DOMAIN and SCRATCH-DOMAIN'

Complete-Lab
