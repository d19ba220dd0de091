# Makes the attempts of the account that is signed on here, and writes the results to recordings.
# Run it once for each account and machine that README.md lists, signed on as that account: a person's own password is
# sent only from that person's session. It needs no administrator, and must not run as one: an elevated session is another
# one, with other connections.
#Requires -Version 5.1
param(
    # Says what would be done, and does nothing.
    [switch] $List,
    # The machine of the scenario that this one stands for, as server and client. Only on a machine for this alone, as a hosted runner.
    [string] $Loopback = '',
    # Seconds between two attempts: their events are told apart by time.
    [int] $Pause = 10
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
. (Join-Path $PSScriptRoot 'attempts.ps1')
. (Join-Path $PSScriptRoot 'secrets.ps1')

$who = $env:USERDOMAIN + '\' + $env:USERNAME
$folder = Join-Path $PSScriptRoot 'recordings'
Add-Type -TypeDefinition ([System.IO.File]::ReadAllText((Join-Path $PSScriptRoot 'native.cs')))

# What connections to a server there may be: those that this script makes, and IPC$.
function Disconnect-Server($Attempt, [string] $Server) {
    foreach ($name in @($Attempt.Device, ('\\' + $Server + '\' + $Attempt.Share), ('\\' + $Server + '\IPC$'))) {
        if ($name) { [NtlmsimLab.Native]::Disconnect($name) | Out-Null }
    }
    Start-Sleep -Seconds 1
}

# The first number that NET prints to standard error is the system error, in every language. It cannot prompt: its standard
# input is closed.
function Invoke-NetUse([string] $Arguments) {
    $start = New-Object System.Diagnostics.ProcessStartInfo
    $start.FileName = Join-Path $env:SystemRoot 'System32\net.exe'
    $start.Arguments = $Arguments
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $process = [System.Diagnostics.Process]::Start($start)
    $process.StandardInput.Close()
    $output = $process.StandardOutput.ReadToEndAsync()
    $problem = $process.StandardError.ReadToEndAsync()
    if (-not $process.WaitForExit(180000)) { $process.Kill(); throw 'NET USE did not end within three minutes' }
    if ($process.ExitCode -eq 0) { return [long] 0 }
    $number = [regex]::Match($problem.Result, '[0-9]+')
    if (-not $number.Success) { throw 'NET USE failed, and named no system error' }
    return [long] $number.Value
}

function Invoke-Attempt($Attempt, [string] $Server, [string] $User) {
    if ($Attempt.Client -eq 'net use' -and $Loopback -eq '') { return Invoke-NetUse $LabSecrets[$Attempt.Secret] }
    $password = $null
    if ($Attempt.Secret) { $password = $LabSecrets[$Attempt.Secret] }
    $account = $null
    if ($Attempt.HasUser) { $account = $User }
    # A parameter of type string would make an empty one of null.
    $method = [NtlmsimLab.Native].GetMethod('Connect')
    return [long] $method.Invoke($null, [object[]] @(('\\' + $Server + '\' + $Attempt.Share), $account, $password))
}

# 1219 is not an answer: Windows still has another connection to the server. It ends unused ones after a while.
function Get-Entry($Attempt, [string] $Server, [string] $User, [string] $Client) {
    $entry = [ordered] @{ file = $LabFile; attempt = $Attempt.Attempt; retest = [bool] $Attempt.Retest; client = $Client; machine = $Attempt.Machine }
    for ($try = 0; $try -lt 4; $try++) {
        Disconnect-Server $Attempt $Server
        $begun = [datetime]::UtcNow.ToString('o')
        $number = Invoke-Attempt $Attempt $Server $User
        $ended = [datetime]::UtcNow.ToString('o')
        Disconnect-Server $Attempt $Server
        if ($number -ne 1219) {
            $entry['from'] = $Attempt.From
            if ($Loopback -ne '') { $entry['from'] = $Loopback; $entry['loopback'] = $true }
            $entry['error'] = $number
            $entry['begun'] = $begun
            $entry['ended'] = $ended
            return $entry
        }
        Start-Sleep -Seconds 20
    }
    $entry['notAsked'] = '1219: there is another connection to the server'
    return $entry
}

# The machine's own name stands for that of the scenario where it is its own client.
function Get-User($Attempt) {
    if ($Loopback -ne '' -and $Attempt.Domain -eq $Loopback) { return $env:COMPUTERNAME + '\' + $Attempt.Name }
    return $Attempt.User
}

function Write-Recording([string] $Name, $Entries) {
    New-Item -ItemType Directory -Path $folder -Force | Out-Null
    $windows = Get-CimInstance -ClassName Win32_OperatingSystem
    $recording = [ordered] @{ version = 1; server = ('asked from ' + $windows.Caption.Trim() + ' ' + $windows.Version); entries = @($Entries) }
    $path = Join-Path $folder ($Name + '.json')
    [System.IO.File]::WriteAllText($path, (ConvertTo-Json -InputObject $recording -Depth 6), (New-Object System.Text.UTF8Encoding -ArgumentList $false))
    Write-Host ('written: ' + $path)
}

if ($Loopback -ne '') {
    $mine = @($LabLoopback | Where-Object { $_.Machine -eq $Loopback })
    $servers = @('127.0.0.1', 'localhost', $env:COMPUTERNAME)
} else {
    $mine = @($LabAttempts | Where-Object { $_.From -eq $env:COMPUTERNAME -and $_.As -eq $who })
    $servers = @('')
}
if ($mine.Count -eq 0) {
    Write-Host ('There is no attempt of ' + $who + ' at ' + $env:COMPUTERNAME + '. README.md lists who runs this where.')
    exit 1
}
$entries = @()
foreach ($server in $servers) {
    foreach ($attempt in $mine) {
        $at, $client = $attempt.Server, $attempt.Client
        if ($Loopback -ne '') { $at, $client = $server, ('WNetAddConnection2W at ' + $server.Replace($env:COMPUTERNAME, 'its own name')) }
        Write-Host ($attempt.Machine + ': ' + $attempt.Attempt)
        if ($List) { continue }
        Start-Sleep -Seconds ([math]::Max($Pause, $attempt.Wait))
        try {
            $entries += Get-Entry $attempt $at (Get-User $attempt) $client
        } catch {
            Write-Warning $_.Exception.Message
            $entries += [ordered] @{
                file = $LabFile; attempt = $attempt.Attempt; retest = [bool] $attempt.Retest; client = $client
                machine = $attempt.Machine; notAsked = $_.Exception.Message
            }
        }
    }
}
if (-not $List) {
    $name = 'seen-' + $env:COMPUTERNAME + '-' + $env:USERNAME
    if ($Loopback -ne '') { $name = 'seen-' + $Loopback }
    Write-Recording $name $entries
}
