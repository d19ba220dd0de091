# Writes what this machine logged of logons over the network, 4624, 4625 and 4776, to recordings. Run it on every server and
# every controller after the attempts, as administrator. It reads; it changes nothing.
#Requires -Version 5.1
#Requires -RunAsAdministrator
param(
    # The machine of the scenario that this one stands for.
    [string] $As = $env:COMPUTERNAME,
    # How far back it reads.
    [datetime] $Since = [datetime]::Now.AddDays(-1)
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

# Where the machine stands for another of the scenario, its own name is that one's.
function Get-Field($Data, [string] $Name) {
    if (-not $Data.ContainsKey($Name)) { return '' }
    if ($Data[$Name] -eq $env:COMPUTERNAME) { return $As }
    return $Data[$Name]
}

function ConvertTo-Logged($Record) {
    $data = @{}
    foreach ($field in ([xml] $Record.ToXml()).Event.EventData.Data) { $data[$field.GetAttribute('Name')] = $field.InnerText }
    if ($Record.Id -ne 4776 -and $data['LogonType'] -ne '3') { return }
    $logged = [ordered] @{ machine = $As; time = $Record.TimeCreated.ToUniversalTime().ToString('o'); id = $Record.Id; user = $data['TargetUserName'] }
    if ($Record.Id -eq 4776) {
        $logged['status'] = $data['Status']
        $logged['workstation'] = Get-Field $data 'Workstation'
        return $logged
    }
    if ($Record.Id -eq 4625) { $logged['status'] = $data['Status']; $logged['subStatus'] = $data['SubStatus'] }
    $logged['domain'] = Get-Field $data 'TargetDomainName'
    $logged['sid'] = Get-Field $data 'TargetUserSid'
    $logged['workstation'] = Get-Field $data 'WorkstationName'
    $logged['package'] = Get-Field $data 'AuthenticationPackageName'
    $logged['lmPackage'] = Get-Field $data 'LmPackageName'
    return $logged
}

$found = @()
try {
    $found = @(Get-WinEvent -FilterHashtable @{ LogName = 'Security'; Id = 4624, 4625, 4776; StartTime = $Since })
} catch {
    if ($_.FullyQualifiedErrorId -notlike 'NoMatchingEventsFound*') { throw }
}
$events = @($found | ForEach-Object { ConvertTo-Logged $_ } | Where-Object { $null -ne $_ })
$windows = Get-CimInstance -ClassName Win32_OperatingSystem
$recording = [ordered] @{ version = 1; server = ($As + ': ' + $windows.Caption.Trim() + ' ' + $windows.Version); entries = @(); events = $events }
$folder = Join-Path $PSScriptRoot 'recordings'
New-Item -ItemType Directory -Path $folder -Force | Out-Null
$path = Join-Path $folder ('events-' + $As + '.json')
[System.IO.File]::WriteAllText($path, (ConvertTo-Json -InputObject $recording -Depth 6), (New-Object System.Text.UTF8Encoding -ArgumentList $false))
Write-Host ($events.Count.ToString() + ' events written: ' + $path)
