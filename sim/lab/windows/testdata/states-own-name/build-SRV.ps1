# Builds SRV, a standalone machine, of the scenario windows/states-own-name.yaml.
# It was generated, and has not been run by us on Windows: README.md says what that means. Run it as administrator.
#Requires -Version 5.1
#Requires -RunAsAdministrator
param(
    # This machine stands for SRV and keeps its name: a hosted runner, which is its own client.
    [switch] $Loopback
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
. (Join-Path $PSScriptRoot 'lab.ps1')
. (Join-Path $PSScriptRoot 'addresses.ps1')
. (Join-Path $PSScriptRoot 'secrets.ps1')

Set-LabComputerName -Name 'SRV' -Loopback:$Loopback
if (-not $Loopback) { Set-LabHosts }

# What is logged, who may come in, and how passwords are.
Set-LabAudit
Set-LabFirewall
Set-LabPasswordPolicy -Threshold 10 -Window 30 -Duration 99999 -MaximumAge 1
Set-LabRegistry -Key 'HKLM:\SYSTEM\CurrentControlSet\Control\Lsa' -Name 'LmCompatibilityLevel' -Value '5'    # Windows policy: LAN Manager authentication level

# Accounts: SRV
Set-LabGroup -Name 'Services'
Disable-LabGuest
Set-LabAccount -Name 'USER1' -Secret 'SRV\USER1'
Set-LabAccount -Name 'blank' -Secret 'SRV\blank'
Set-LabAccount -Name 'locked' -Secret 'SRV\locked'
Set-LabAccount -Name 'disabled' -Secret 'SRV\disabled' -Disabled
Set-LabAccount -Name 'expired' -Secret 'SRV\expired' -Expired
Set-LabAccount -Name 'newcomer' -Secret 'SRV\newcomer' -MustChange
Set-LabAccount -Name 'sleeper' -Secret 'SRV\sleeper' -PasswordExpires
Set-LabAccount -Name 'desk' -Secret 'SRV\desk' -Workstations @('WS1', 'WS2')
Set-LabAccount -Name 'night' -Secret 'SRV\night' -NoHours
Set-LabAccount -Name 'service' -Secret 'SRV\service' -Groups @('Services')
Set-LabRight -Right 'SeDenyNetworkLogonRight' -Names @('Guest', 'Services')

# Shares.
Set-LabShare -Name 'share' -Folder 'share1'
Lock-LabAccount -Name 'locked' -Threshold 10

Complete-Lab
