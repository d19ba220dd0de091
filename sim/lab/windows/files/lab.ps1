# What the build scripts have in common. Every function makes one thing so, says what it does, and may be run again.
# Local accounts, those of a domain and groups are made through the WinNT provider of ADSI, which is the same on every
# Windows, takes a password as an argument of a method (so that no command line shows it), and needs no module.

$script:LabName = $env:COMPUTERNAME     # the machine's name in the scenario
$script:LabAgain = @()                  # what a later run has still to do
$script:LabRestart = $false

function Step([string] $What) { Write-Host ('- ' + $What) }

function Assert-LabExitCode([string] $What) {
    if ($LASTEXITCODE -ne 0) { throw ($What + ' ended with ' + $LASTEXITCODE) }
}

# Ends the script where only a restart leads on.
function Wait-LabRestart([string] $Why) {
    Write-Host ('Restart this machine and run this script again: ' + $Why)
    exit 3010
}

function Get-LabRole { (Get-CimInstance -ClassName Win32_ComputerSystem).DomainRole }

function Test-LabController { (Get-LabRole) -ge 4 }

function Set-LabComputerName([string] $Name, [switch] $Loopback) {
    $script:LabName = $Name
    if ($Loopback) { Step ('this machine stands for ' + $Name + ' and keeps its name'); return }
    if ($env:COMPUTERNAME -eq $Name) { Step ('this machine is ' + $Name); return }
    Step ('renaming this machine to ' + $Name)
    Rename-Computer -NewName $Name -Force
    Wait-LabRestart 'it has got its name'
}

# --- names and addresses ---------------------------------------------------------------------------------------------

function Get-LabAddress([string] $Name) {
    $address = $LabAddresses[$Name]
    if ([string]::IsNullOrEmpty($address)) { throw ('addresses.ps1 does not say where ' + $Name + ' is') }
    return $address
}

function Set-LabHosts {
    Step 'writing the addresses of the lab to the hosts file'
    $path = Join-Path $env:SystemRoot 'System32\drivers\etc\hosts'
    $mark = '# ntlmsim'
    $lines = @([System.IO.File]::ReadAllLines($path) | Where-Object { -not $_.EndsWith($mark) })
    foreach ($name in $LabAddresses.Keys) {
        if ($name -ne $env:COMPUTERNAME -and -not [string]::IsNullOrEmpty($LabAddresses[$name])) {
            $lines += ($LabAddresses[$name] + ' ' + $name + ' ' + $mark)
        }
    }
    [System.IO.File]::WriteAllLines($path, [string[]] $lines)
}

# --- domains ---------------------------------------------------------------------------------------------------------

function Install-LabController([string] $Dns, [string] $Domain, [string] $First) {
    if (Test-LabController) { Step ('this machine is a controller of ' + (Get-CimInstance -ClassName Win32_ComputerSystem).Domain); return }
    Step 'installing Active Directory Domain Services'
    if (-not (Get-Command -Name Install-WindowsFeature -ErrorAction SilentlyContinue)) {
        throw 'this Windows has no Install-WindowsFeature: promote it with dcpromo, and run this script again'
    }
    Install-WindowsFeature -Name AD-Domain-Services -IncludeManagementTools | Out-Null
    Import-Module ADDSDeployment
    $recovery = ConvertTo-SecureString -String $LabSecrets['recovery'] -AsPlainText -Force
    if ($First -eq '') {
        Step ('making the forest ' + $Dns)
        Install-ADDSForest -DomainName $Dns -DomainNetbiosName $Domain -SafeModeAdministratorPassword $recovery -InstallDns -NoRebootOnCompletion -Force | Out-Null
    } else {
        Step ('becoming another controller of ' + $Dns)
        Set-LabNameServer $First
        Install-ADDSDomainController -DomainName $Dns -SafeModeAdministratorPassword $recovery -InstallDns -NoRebootOnCompletion -Force -Credential (Get-Credential -Message ('an administrator of ' + $Domain)) | Out-Null
    }
    Wait-LabRestart 'it has become a controller'
}

function Set-LabNameServer([string] $Controller) {
    $address = Get-LabAddress $Controller
    Step ('asking ' + $Controller + ' for names')
    Get-NetAdapter | Where-Object { $_.Status -eq 'Up' } | Set-DnsClientServerAddress -ServerAddresses $address
}

function Join-LabDomain([string] $Dns, [string] $Domain, [string] $Controller) {
    $system = Get-CimInstance -ClassName Win32_ComputerSystem
    if ($system.PartOfDomain -and $system.Domain -eq $Dns) { Step ('this machine is a member of ' + $Dns); return }
    Set-LabNameServer $Controller
    Step ('joining ' + $Dns)
    Add-Computer -DomainName $Dns -Credential (Get-Credential -Message ('an administrator of ' + $Domain)) -Force
    Wait-LabRestart 'it has joined its domain'
}

function Add-LabForwarder([string] $Dns, [string] $Controller) {
    if (Get-DnsServerZone -Name $Dns -ErrorAction SilentlyContinue) { Step ('names of ' + $Dns + ' are forwarded'); return }
    Step ('forwarding names of ' + $Dns + ' to ' + $Controller)
    Add-DnsServerConditionalForwarderZone -Name $Dns -MasterServers (Get-LabAddress $Controller)
}

# This domain's side of a trust. The other side is made by the other controller's script, with the same password.
# Direction: Outbound, this domain trusts the other; Inbound; Bidirectional.
function Set-LabTrust([string] $Dns, [string] $Direction, [string] $Secret, [switch] $Forest, [switch] $Selective) {
    $here = [System.DirectoryServices.ActiveDirectory.Domain]::GetComputerDomain()
    if ($Forest) { $here = $here.Forest }
    $known = @($here.GetAllTrustRelationships() | Where-Object { $_.TargetName -eq $Dns })
    if ($known.Count -gt 0) {
        Step ('there is a trust with ' + $Dns)
    } else {
        Step ('making this side of the trust with ' + $Dns + ': ' + $Direction)
        try {
            $here.CreateLocalSideOfTrustRelationship($Dns, [System.DirectoryServices.ActiveDirectory.TrustDirection] $Direction, $LabSecrets[$Secret])
        } catch {
            Write-Warning ('no trust with ' + $Dns + ' yet: ' + $_.Exception.Message)
            $script:LabAgain += ('the trust with ' + $Dns + ', when its controller is there')
            return
        }
    }
    if ($Selective) {
        Step ('the trust with ' + $Dns + ' is for selective authentication')
        $here.SetSelectiveAuthenticationStatus($Dns, $true)
    }
}

# A trusted domain that cannot be reached. Only once the trust is there.
function Block-LabMachine([string] $Name) {
    if ($script:LabAgain.Count -gt 0) { return }
    $rule = 'ntlmsim: ' + $Name + ' cannot be reached'
    if (Get-NetFirewallRule -DisplayName $rule -ErrorAction SilentlyContinue) { Step $rule; return }
    Step $rule
    foreach ($direction in 'Inbound', 'Outbound') {
        New-NetFirewallRule -DisplayName $rule -Direction $direction -RemoteAddress (Get-LabAddress $Name) -Action Block | Out-Null
    }
}

# --- policies --------------------------------------------------------------------------------------------------------

# Logon {0CCE9215...} and Credential Validation {0CCE923F...}, by their GUIDs, which are the same in every language.
function Set-LabAudit {
    Step 'auditing logons and the validation of credentials'
    foreach ($subcategory in '{0CCE9215-69AE-11D9-BED3-505054503030}', '{0CCE923F-69AE-11D9-BED3-505054503030}') {
        & auditpol.exe /set "/subcategory:$subcategory" /success:enable /failure:enable | Out-Null
        Assert-LabExitCode 'auditpol'
    }
}

# The group "File and Printer Sharing", in every language.
function Set-LabFirewall {
    Step 'letting file sharing through the firewall'
    & netsh.exe advfirewall firewall set rule 'group=@FirewallAPI.dll,-28502' new enable=yes | Out-Null
    Assert-LabExitCode 'netsh'
}

# A value is a number, or an array for a list of names.
function Set-LabRegistry([string] $Key, [string] $Name, [object] $Value) {
    Step ($Name + ' = ' + ($Value -join ', '))
    if (-not (Test-Path -LiteralPath $Key)) { New-Item -Path $Key -Force | Out-Null }
    if ($Value -is [array]) { New-ItemProperty -LiteralPath $Key -Name $Name -Value ([string[]] $Value) -PropertyType MultiString -Force | Out-Null }
    else { New-ItemProperty -LiteralPath $Key -Name $Name -Value ([int] $Value) -PropertyType DWord -Force | Out-Null }
    if ($Key -like '*LanmanServer*') { Restart-Service -Name LanmanServer -Force }      # it reads its values when it starts
}

# The paths for which the client demands that the server proves itself, and no others.
function Set-LabHardenedPaths([string[]] $Paths) {
    $key = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\NetworkProvider\HardenedPaths'
    Step ('hardened paths: ' + ($Paths -join ', '))
    if (Test-Path -LiteralPath $key) { Remove-Item -LiteralPath $key -Recurse -Force }
    New-Item -Path $key -Force | Out-Null
    foreach ($path in $Paths) {
        New-ItemProperty -LiteralPath $key -Name $path -Value 'RequireMutualAuthentication=1, RequireIntegrity=1' -PropertyType String -Force | Out-Null
    }
}

function Invoke-LabTemplate([string] $Area, [string[]] $Lines) {
    $folder = Join-Path ([System.IO.Path]::GetTempPath()) ([System.IO.Path]::GetRandomFileName())
    New-Item -ItemType Directory -Path $folder | Out-Null
    $template = Join-Path $folder 'lab.inf'
    $text = @('[Unicode]', 'Unicode=yes', '[Version]', 'signature="$CHICAGO$"', 'Revision=1') + $Lines
    [System.IO.File]::WriteAllLines($template, [string[]] $text, [System.Text.Encoding]::Unicode)
    & secedit.exe /configure /db (Join-Path $folder 'lab.sdb') /cfg $template /areas $Area /quiet | Out-Null
    Assert-LabExitCode 'secedit'
    Remove-Item -LiteralPath $folder -Recurse -Force
}

# Without minimum and complexity, since a scenario may have any password; minutes for the lock-out. MaximumAge is in
# days, 0 for never.
function Set-LabPasswordPolicy([int] $Threshold, [int] $Window, [int] $Duration, [int] $MaximumAge) {
    Step ('any password will do; lock-out after ' + $Threshold + ' bad ones (0: never); passwords expire after ' + $MaximumAge + ' days (0: never)')
    if (Test-LabController) {
        $policy = @{
            Identity = (Get-ADDomain).DNSRoot; ComplexityEnabled = $false; MinPasswordLength = 0; PasswordHistoryCount = 0
            MinPasswordAge = [timespan]::Zero; MaxPasswordAge = [timespan]::FromDays($MaximumAge); LockoutThreshold = $Threshold
            LockoutObservationWindow = [timespan]::FromMinutes($Window); LockoutDuration = [timespan]::FromMinutes($Duration)
        }
        Set-ADDefaultDomainPasswordPolicy @policy
        return
    }
    $age = $MaximumAge
    if ($age -eq 0) { $age = -1 }
    $lines = @('[System Access]', 'MinimumPasswordLength = 0', 'PasswordComplexity = 0', 'MinimumPasswordAge = 0',
        'PasswordHistorySize = 0', ('MaximumPasswordAge = ' + $age), ('LockoutBadCount = ' + $Threshold))
    if ($Threshold -gt 0) { $lines += @(('ResetLockoutCount = ' + $Window), ('LockoutDuration = ' + $Duration)) }
    Invoke-LabTemplate 'SECURITYPOLICY' $lines
}

# Names of accounts and groups; none empties the right.
function Set-LabRight([string] $Right, [string[]] $Names) {
    Step ($Right + ': ' + ($Names -join ', '))
    $sids = @(Resolve-LabSids $Names | ForEach-Object { '*' + $_ })
    Invoke-LabTemplate 'USER_RIGHTS' @('[Privilege Rights]', ($Right + ' = ' + ($sids -join ',')))
}

# --- accounts and groups ---------------------------------------------------------------------------------------------

# Names that Windows translates, by what they are in every language.
$LabWellKnown = @{
    'Everyone' = 'S-1-1-0'; 'ANONYMOUS LOGON' = 'S-1-5-7'; 'Authenticated Users' = 'S-1-5-11'
    'Administrators' = 'S-1-5-32-544'; 'Users' = 'S-1-5-32-545'; 'Guests' = 'S-1-5-32-546'
    'NTLM Authentication' = 'S-1-5-64-10'; 'This Organization' = 'S-1-5-15'; 'Other Organization' = 'S-1-5-1000'
    'NETWORK' = 'S-1-5-2'; 'Local account' = 'S-1-5-113'; 'Local account and member of Administrators group' = 'S-1-5-114'
}
$LabRelative = @{
    'Administrator' = 500; 'Guest' = 501; 'Domain Admins' = 512; 'Domain Users' = 513; 'Domain Guests' = 514; 'Domain Computers' = 515
    'Domain Controllers' = 516; 'Protected Users' = 525
}

function Get-LabDatabase { [ADSI] ('WinNT://' + $env:COMPUTERNAME + ',computer') }

function Get-LabUsers { (Get-LabDatabase).psbase.Children | Where-Object { $_.psbase.SchemaClassName -eq 'user' } }

function Get-LabEntrySid($Entry) {
    New-Object System.Security.Principal.SecurityIdentifier -ArgumentList ([byte[]] $Entry.psbase.Properties['objectSid'].Value), 0
}

# The SID of this machine's own database: on a controller, its domain's.
function Get-LabDatabaseSid {
    foreach ($user in (Get-LabUsers)) {
        $sid = (Get-LabEntrySid $user).AccountDomainSid
        if ($null -ne $sid) { return $sid.Value }
    }
    throw 'this machine has no account to tell its SID by'
}

# A name of a list is an account's or a group's, with or without the machine or domain.
function Resolve-LabSid([string] $Name) {
    $where, $leaf = $Name.Split([char[]] '\', 2)
    if ($null -eq $leaf) { $where, $leaf = '', $Name }
    if ($Name -match '^S-1-[0-9-]+$') { return $Name }
    if ($where -eq $script:LabName) { $where = $env:COMPUTERNAME }
    if ($LabWellKnown.ContainsKey($leaf)) { return $LabWellKnown[$leaf] }
    if ($LabRelative.ContainsKey($leaf)) {
        $own = $where -eq '' -or $where -eq $env:COMPUTERNAME
        if ($own -and ($LabRelative[$leaf] -lt 510 -or (Test-LabController))) { return (Get-LabDatabaseSid) + '-' + $LabRelative[$leaf] }
        if ($own) { $where = (Get-CimInstance -ClassName Win32_NTDomain | Where-Object { $_.DnsForestName } | Select-Object -First 1).DomainName }
        $krbtgt = New-Object System.Security.Principal.NTAccount -ArgumentList $where, 'krbtgt'
        return $krbtgt.Translate([System.Security.Principal.SecurityIdentifier]).AccountDomainSid.Value + '-' + $LabRelative[$leaf]
    }
    if ($where -eq '') { $account = New-Object System.Security.Principal.NTAccount -ArgumentList $leaf }
    else { $account = New-Object System.Security.Principal.NTAccount -ArgumentList $where, $leaf }
    return $account.Translate([System.Security.Principal.SecurityIdentifier]).Value
}

# The SIDs of the names that exist. A list may have names of accounts that do not.
function Resolve-LabSids([string[]] $Names) {
    foreach ($name in @($Names | Where-Object { $_ })) {
        try { Resolve-LabSid $name } catch [System.Security.Principal.IdentityNotMappedException] { Write-Warning ('there is no account ' + $name) }
    }
}

# What this Windows calls who has a SID.
function Get-LabSidName([string] $Sid) {
    (New-Object System.Security.Principal.SecurityIdentifier -ArgumentList $Sid).Translate([System.Security.Principal.NTAccount]).Value
}

function Find-LabEntry([string] $Name, [string] $Class) {
    try { return (Get-LabDatabase).psbase.Children.Find($Name, $Class) } catch { return $null }
}

function Set-LabGroup([string] $Name) {
    if ($LabWellKnown.ContainsKey($Name) -or $LabRelative.ContainsKey($Name)) { return }
    if ($null -ne (Find-LabEntry $Name 'group')) { Step ('there is a group ' + $Name); return }
    Step ('making the group ' + $Name)
    $group = (Get-LabDatabase).Create('group', $Name)
    $kind = 4                                   # ADS_GROUP_TYPE_LOCAL_GROUP
    if (Test-LabController) { $kind = 2 }       # ADS_GROUP_TYPE_GLOBAL_GROUP
    $group.Put('groupType', $kind)
    $group.SetInfo()
}

function Add-LabMember([string] $Group, $User) {
    $name = (Get-LabSidName (Resolve-LabSid $Group)).Split('\')[-1]
    $entry = Find-LabEntry $name 'group'
    if ($null -eq $entry) { throw ('there is no group ' + $Group) }
    $path = $User.psbase.Path
    if (-not $entry.psbase.Invoke('IsMember', @($path))) { $entry.psbase.Invoke('Add', @($path)) }
}

# Guest is called otherwise in other languages, and is always there.
function Find-LabUser([string] $Name) {
    if ($Name -ne 'Guest') { return Find-LabEntry $Name 'user' }
    Get-LabUsers | Where-Object { (Get-LabEntrySid $_).Value.EndsWith('-501') } | Select-Object -First 1
}

# ADS_USER_FLAG: 1 script, 2 disabled, 0x20 no password required, 0x200 normal, 0x10000 the password never expires, 0x40000 a
# smart card is required, which gives the account a random password.
function Set-LabAccount {
    param([string] $Name, [string] $Secret, [switch] $Disabled, [switch] $Expired, [switch] $MustChange, [switch] $PasswordExpires,
        [switch] $SmartCard, [switch] $NoHours, [string[]] $Workstations = @(), [string[]] $Groups = @())
    $password = $LabSecrets[$Secret]
    $user = Find-LabUser $Name
    if ($null -eq $user) {
        Step ('making the account ' + $Name)
        $user = (Get-LabDatabase).Create('user', $Name)
        $user.SetPassword($password)
        $user.SetInfo()
        $user = Find-LabUser $Name
    } else {
        Step ('setting the account ' + $Name)
        $user.psbase.Invoke('SetPassword', @($password)) | Out-Null
    }
    $flags = 0x201
    if ($password -eq '') { $flags = $flags -bor 0x20 }
    if (-not $MustChange -and -not $PasswordExpires) { $flags = $flags -bor 0x10000 }
    if ($Disabled) { $flags = $flags -bor 2 }
    if ($SmartCard) { $flags = $flags -bor 0x40000 }
    $user.psbase.InvokeSet('UserFlags', @($flags))
    $user.psbase.InvokeSet('PasswordExpired', @([int] [bool] $MustChange))
    if ($Expired) { $user.psbase.InvokeSet('AccountExpirationDate', @([datetime] '2000-01-02')) }
    $user.psbase.CommitChanges()
    if ($SmartCard) { $user.psbase.Invoke('SetPassword', @($password)) | Out-Null }
    Set-LabRestrictions ([string] $user.psbase.Name) ([bool] $NoHours) $Workstations
    foreach ($group in $Groups) { Add-LabMember $group $user }
}

# NET USER: /times: with nothing behind it is never, /workstations: lists as many as eight.
function Set-LabRestrictions([string] $Name, [bool] $NoHours, [string[]] $Workstations) {
    $times = '/times:all'
    if ($NoHours) { $times = '/times:' }
    & net.exe user $Name $times | Out-Null
    Assert-LabExitCode 'net user /times'
    $stations = '/workstations:*'
    if ($Workstations.Count -gt 0) { $stations = '/workstations:' + ($Workstations -join ',') }
    & net.exe user $Name $stations | Out-Null
    Assert-LabExitCode 'net user /workstations'
}

# Guest where the scenario does not mention it.
function Disable-LabGuest {
    Step 'Guest is disabled'
    $guest = Find-LabUser 'Guest'
    $flags = [int] $guest.psbase.InvokeGet('UserFlags')
    $guest.psbase.InvokeSet('UserFlags', @($flags -bor 2))
    $guest.psbase.CommitChanges()
}

# Locks an account as anybody would: with bad passwords, until Windows says 1909.
function Lock-LabAccount([string] $Name, [int] $Threshold) {
    Step ('locking the account ' + $Name + ' with bad passwords')
    Add-LabNative
    for ($i = 0; $i -le $Threshold + 1; $i++) {
        $said = [NtlmsimLab.Native]::LogOn($Name, '.', [guid]::NewGuid().ToString())
        if ($said -eq 1909) { return }
    }
    throw ('after more bad passwords than the threshold the account ' + $Name + ' is not locked: ' + $said)
}

# --- shares ----------------------------------------------------------------------------------------------------------

# Without -Allow, everyone may, anonymous included. Only the share's permissions count for NET USE; those of the folder let
# everyone read.
function Set-LabShare([string] $Name, [string] $Folder, [string[]] $Allow = @('Everyone', 'ANONYMOUS LOGON'), [string[]] $Deny = @()) {
    Step ('sharing ' + $Name)
    $path = Join-Path (Join-Path $env:SystemDrive 'ntlmsim') $Folder
    New-Item -ItemType Directory -Path $path -Force | Out-Null
    & icacls.exe $path /grant '*S-1-1-0:(OI)(CI)RX' '*S-1-5-7:(OI)(CI)RX' | Out-Null
    Assert-LabExitCode 'icacls'
    $may = @(Resolve-LabSids $Allow)
    if ($may.Count -eq 0) { $may = @('S-1-5-32-544') }      # Administrators only
    $may = @($may | ForEach-Object { Get-LabSidName $_ })
    $mayNot = @(Resolve-LabSids $Deny | ForEach-Object { Get-LabSidName $_ })
    if (-not (Get-Command -Name New-SmbShare -ErrorAction SilentlyContinue)) {
        Set-LabOldShare $Name $path $may $mayNot
        return
    }
    if (Get-SmbShare -Name $Name -ErrorAction SilentlyContinue) { Remove-SmbShare -Name $Name -Force }
    $share = @{ Name = $Name; Path = $path; FullAccess = $may }
    if ($mayNot.Count -gt 0) { $share['NoAccess'] = $mayNot }
    New-SmbShare @share | Out-Null
}

# Windows 7 and Server 2008 R2 have no New-SmbShare, and NET SHARE cannot deny.
function Set-LabOldShare([string] $Name, [string] $Path, [string[]] $May, [string[]] $MayNot) {
    if ($MayNot.Count -gt 0) { throw ('NET SHARE cannot deny: deny ' + ($MayNot -join ', ') + ' at the share ' + $Name + ' by hand') }
    if (Get-CimInstance -ClassName Win32_Share | Where-Object { $_.Name -eq $Name }) { & net.exe share $Name /delete /y | Out-Null }
    $grants = @($May | ForEach-Object { '/grant:' + $_ + ',full' })
    & net.exe share ($Name + '=' + $Path) @grants | Out-Null
    Assert-LabExitCode 'net share'
}

# --- the system's own functions --------------------------------------------------------------------------------------

function Add-LabNative {
    if ('NtlmsimLab.Native' -as [type]) { return }
    Add-Type -TypeDefinition ([System.IO.File]::ReadAllText((Join-Path $PSScriptRoot 'native.cs')))
}

function Complete-Lab {
    if ($script:LabAgain.Count -eq 0) { Write-Host 'Done.'; return }
    Write-Host ('Run this script again for: ' + ($script:LabAgain -join '; '))
}
