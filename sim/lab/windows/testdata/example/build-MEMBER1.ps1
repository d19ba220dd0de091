# Builds MEMBER1, a member of SCRATCH-DOMAIN, of the scenario kb103390/example.yaml.
# It was generated, and has not been run by us on Windows: README.md says what that means. Run it as administrator.
#Requires -Version 5.1
#Requires -RunAsAdministrator
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
. (Join-Path $PSScriptRoot 'lab.ps1')
. (Join-Path $PSScriptRoot 'addresses.ps1')
. (Join-Path $PSScriptRoot 'secrets.ps1')

Set-LabComputerName -Name 'MEMBER1'
Set-LabHosts
Join-LabDomain -Dns 'scratch-domain.test' -Domain 'SCRATCH-DOMAIN' -Controller 'SCRATCH'

# What is logged, who may come in, and how passwords are.
Set-LabAudit
Set-LabFirewall
Set-LabPasswordPolicy -Threshold 0 -Window 30 -Duration 99999 -MaximumAge 0

# Accounts: MEMBER1
Disable-LabGuest

Complete-Lab
