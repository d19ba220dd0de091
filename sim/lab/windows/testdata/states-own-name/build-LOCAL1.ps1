# Builds LOCAL1, a standalone machine, of the scenario windows/states-own-name.yaml.
# It was generated, and has not been run by us on Windows: README.md says what that means. Run it as administrator.
#Requires -Version 5.1
#Requires -RunAsAdministrator
param(
    # This machine stands for LOCAL1 and keeps its name: a hosted runner, which is its own client.
    [switch] $Loopback
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
. (Join-Path $PSScriptRoot 'lab.ps1')
. (Join-Path $PSScriptRoot 'addresses.ps1')
. (Join-Path $PSScriptRoot 'secrets.ps1')

Set-LabComputerName -Name 'LOCAL1' -Loopback:$Loopback
if (-not $Loopback) { Set-LabHosts }

# What is logged, who may come in, and how passwords are.
Set-LabAudit
Set-LabFirewall
Set-LabPasswordPolicy -Threshold 0 -Window 30 -Duration 99999 -MaximumAge 0

# Accounts: LOCAL1
Disable-LabGuest
Set-LabAccount -Name 'USER1' -Secret 'LOCAL1\USER1'

Complete-Lab
