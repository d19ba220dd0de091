# The attempts of windows/states-own-name.yaml, as run-attempts.ps1 makes them. Passwords are in secrets.ps1.
$LabFile = 'windows/states-own-name.yaml'
$LabAttempts = @(
    @{
        Attempt = 'nothing is wrong with the account'; Retest = $false; Wait = 0
        From = 'LOCAL1'; As = 'LOCAL1\USER1'; Client = 'net use'
        Machine = 'SRV'; Server = 'SRV'; Share = 'share'; Device = 'x:'
        HasUser = $true; User = 'SRV\USER1'; Domain = 'SRV'; Name = 'USER1'; Secret = 'attempt 1, the command'
    }
    @{
        Attempt = 'locked out'; Retest = $false; Wait = 0
        From = 'LOCAL1'; As = 'LOCAL1\USER1'; Client = 'net use'
        Machine = 'SRV'; Server = 'SRV'; Share = 'share'; Device = 'x:'
        HasUser = $true; User = 'SRV\locked'; Domain = 'SRV'; Name = 'locked'; Secret = 'attempt 2, the command'
    }
    @{
        Attempt = 'disabled'; Retest = $false; Wait = 0
        From = 'LOCAL1'; As = 'LOCAL1\USER1'; Client = 'net use'
        Machine = 'SRV'; Server = 'SRV'; Share = 'share'; Device = 'x:'
        HasUser = $true; User = 'SRV\disabled'; Domain = 'SRV'; Name = 'disabled'; Secret = 'attempt 3, the command'
    }
    @{
        Attempt = 'expired'; Retest = $false; Wait = 0
        From = 'LOCAL1'; As = 'LOCAL1\USER1'; Client = 'net use'
        Machine = 'SRV'; Server = 'SRV'; Share = 'share'; Device = 'x:'
        HasUser = $true; User = 'SRV\expired'; Domain = 'SRV'; Name = 'expired'; Secret = 'attempt 4, the command'
    }
    @{
        Attempt = 'the password must be changed first'; Retest = $false; Wait = 0
        From = 'LOCAL1'; As = 'LOCAL1\USER1'; Client = 'net use'
        Machine = 'SRV'; Server = 'SRV'; Share = 'share'; Device = 'x:'
        HasUser = $true; User = 'SRV\newcomer'; Domain = 'SRV'; Name = 'newcomer'; Secret = 'attempt 5, the command'
    }
    @{
        Attempt = 'the password has expired'; Retest = $false; Wait = 0
        From = 'LOCAL1'; As = 'LOCAL1\USER1'; Client = 'net use'
        Machine = 'SRV'; Server = 'SRV'; Share = 'share'; Device = 'x:'
        HasUser = $true; User = 'SRV\sleeper'; Domain = 'SRV'; Name = 'sleeper'; Secret = 'attempt 6, the command'
    }
    @{
        Attempt = 'only from WS1 and WS2'; Retest = $false; Wait = 0
        From = 'LOCAL1'; As = 'LOCAL1\USER1'; Client = 'net use'
        Machine = 'SRV'; Server = 'SRV'; Share = 'share'; Device = 'x:'
        HasUser = $true; User = 'SRV\desk'; Domain = 'SRV'; Name = 'desk'; Secret = 'attempt 7, the command'
    }
    @{
        Attempt = 'outside the logon hours'; Retest = $false; Wait = 0
        From = 'LOCAL1'; As = 'LOCAL1\USER1'; Client = 'net use'
        Machine = 'SRV'; Server = 'SRV'; Share = 'share'; Device = 'x:'
        HasUser = $true; User = 'SRV\night'; Domain = 'SRV'; Name = 'night'; Secret = 'attempt 8, the command'
    }
    @{
        Attempt = 'the group may not log on over the network'; Retest = $false; Wait = 0
        From = 'LOCAL1'; As = 'LOCAL1\USER1'; Client = 'net use'
        Machine = 'SRV'; Server = 'SRV'; Share = 'share'; Device = 'x:'
        HasUser = $true; User = 'SRV\service'; Domain = 'SRV'; Name = 'service'; Secret = 'attempt 9, the command'
    }
    @{
        Attempt = 'locked out is said before the password is looked at'; Retest = $false; Wait = 0
        From = 'LOCAL1'; As = 'LOCAL1\USER1'; Client = 'net use'
        Machine = 'SRV'; Server = 'SRV'; Share = 'share'; Device = 'x:'
        HasUser = $true; User = 'SRV\locked'; Domain = 'SRV'; Name = 'locked'; Secret = 'attempt 10, the command'
    }
    @{
        Attempt = 'disabled is said only to somebody who knows the password'; Retest = $false; Wait = 0
        From = 'LOCAL1'; As = 'LOCAL1\USER1'; Client = 'net use'
        Machine = 'SRV'; Server = 'SRV'; Share = 'share'; Device = 'x:'
        HasUser = $true; User = 'SRV\disabled'; Domain = 'SRV'; Name = 'disabled'; Secret = 'attempt 11, the command'
    }
    @{
        Attempt = 'a blank password is for the console only'; Retest = $false; Wait = 0
        From = 'LOCAL1'; As = 'LOCAL1\USER1'; Client = 'net use'
        Machine = 'SRV'; Server = 'SRV'; Share = 'share'; Device = 'x:'
        HasUser = $true; User = 'SRV\blank'; Domain = 'SRV'; Name = 'blank'; Secret = 'attempt 14, the command'
    }
)

# What a machine can ask itself, where a hosted runner is all there is.
$LabLoopback = @(
    @{
        Attempt = 'nothing is wrong with the account'; Retest = $false; Wait = 0
        From = 'SRV'; As = ''; Client = 'WNetAddConnection2W'
        Machine = 'SRV'; Server = 'SRV'; Share = 'share'; Device = ''
        HasUser = $true; User = 'SRV\USER1'; Domain = 'SRV'; Name = 'USER1'; Secret = 'attempt 1, the password by itself'
    }
    @{
        Attempt = 'locked out'; Retest = $false; Wait = 0
        From = 'SRV'; As = ''; Client = 'WNetAddConnection2W'
        Machine = 'SRV'; Server = 'SRV'; Share = 'share'; Device = ''
        HasUser = $true; User = 'SRV\locked'; Domain = 'SRV'; Name = 'locked'; Secret = 'attempt 2, the password by itself'
    }
    @{
        Attempt = 'disabled'; Retest = $false; Wait = 0
        From = 'SRV'; As = ''; Client = 'WNetAddConnection2W'
        Machine = 'SRV'; Server = 'SRV'; Share = 'share'; Device = ''
        HasUser = $true; User = 'SRV\disabled'; Domain = 'SRV'; Name = 'disabled'; Secret = 'attempt 3, the password by itself'
    }
    @{
        Attempt = 'expired'; Retest = $false; Wait = 0
        From = 'SRV'; As = ''; Client = 'WNetAddConnection2W'
        Machine = 'SRV'; Server = 'SRV'; Share = 'share'; Device = ''
        HasUser = $true; User = 'SRV\expired'; Domain = 'SRV'; Name = 'expired'; Secret = 'attempt 4, the password by itself'
    }
    @{
        Attempt = 'the password must be changed first'; Retest = $false; Wait = 0
        From = 'SRV'; As = ''; Client = 'WNetAddConnection2W'
        Machine = 'SRV'; Server = 'SRV'; Share = 'share'; Device = ''
        HasUser = $true; User = 'SRV\newcomer'; Domain = 'SRV'; Name = 'newcomer'; Secret = 'attempt 5, the password by itself'
    }
    @{
        Attempt = 'outside the logon hours'; Retest = $false; Wait = 0
        From = 'SRV'; As = ''; Client = 'WNetAddConnection2W'
        Machine = 'SRV'; Server = 'SRV'; Share = 'share'; Device = ''
        HasUser = $true; User = 'SRV\night'; Domain = 'SRV'; Name = 'night'; Secret = 'attempt 8, the password by itself'
    }
    @{
        Attempt = 'the group may not log on over the network'; Retest = $false; Wait = 0
        From = 'SRV'; As = ''; Client = 'WNetAddConnection2W'
        Machine = 'SRV'; Server = 'SRV'; Share = 'share'; Device = ''
        HasUser = $true; User = 'SRV\service'; Domain = 'SRV'; Name = 'service'; Secret = 'attempt 9, the password by itself'
    }
    @{
        Attempt = 'locked out is said before the password is looked at'; Retest = $false; Wait = 0
        From = 'SRV'; As = ''; Client = 'WNetAddConnection2W'
        Machine = 'SRV'; Server = 'SRV'; Share = 'share'; Device = ''
        HasUser = $true; User = 'SRV\locked'; Domain = 'SRV'; Name = 'locked'; Secret = 'attempt 10, the password by itself'
    }
    @{
        Attempt = 'disabled is said only to somebody who knows the password'; Retest = $false; Wait = 0
        From = 'SRV'; As = ''; Client = 'WNetAddConnection2W'
        Machine = 'SRV'; Server = 'SRV'; Share = 'share'; Device = ''
        HasUser = $true; User = 'SRV\disabled'; Domain = 'SRV'; Name = 'disabled'; Secret = 'attempt 11, the password by itself'
    }
    @{
        Attempt = 'a blank password is for the console only'; Retest = $false; Wait = 0
        From = 'SRV'; As = ''; Client = 'WNetAddConnection2W'
        Machine = 'SRV'; Server = 'SRV'; Share = 'share'; Device = ''
        HasUser = $true; User = 'SRV\blank'; Domain = 'SRV'; Name = 'blank'; Secret = 'attempt 14, the password by itself'
    }
)
