# The attempts of kb103390/example.yaml, as run-attempts.ps1 makes them. Passwords are in secrets.ps1.
$LabFile = 'kb103390/example.yaml'
$LabAttempts = @(
    @{
        Attempt = 'NET does not know LOCAL1 and has no such account'; Retest = $false; Wait = 0
        From = 'LOCAL1'; As = 'LOCAL1\USER1'; Client = 'WNetAddConnection2W'
        Machine = 'NET'; Server = 'NET'; Share = 'share'; Device = 'x:'
        HasUser = $false; User = ''; Domain = ''; Name = ''; Secret = ''
    }
    @{
        Attempt = 'SCRATCH does not know LOCAL1 either, but has the account'; Retest = $false; Wait = 0
        From = 'LOCAL1'; As = 'LOCAL1\USER1'; Client = 'WNetAddConnection2W'
        Machine = 'SCRATCH'; Server = 'SCRATCH'; Share = 'share'; Device = 'x:'
        HasUser = $false; User = ''; Domain = ''; Name = ''; Secret = ''
    }
    @{
        Attempt = 'the workaround names the domain that holds the account'; Retest = $false; Wait = 0
        From = 'LOCAL1'; As = 'LOCAL1\USER1'; Client = 'net use'
        Machine = 'NET'; Server = 'NET'; Share = 'share'; Device = 'x:'
        HasUser = $true; User = 'SCRATCH-DOMAIN\USER1'; Domain = 'SCRATCH-DOMAIN'; Name = 'USER1'; Secret = 'attempt 3, the command'
    }
    @{
        Attempt = 'the same person signed on to SCRATCH-DOMAIN sends the right domain'; Retest = $false; Wait = 0
        From = 'MEMBER1'; As = 'SCRATCH-DOMAIN\USER1'; Client = 'WNetAddConnection2W'
        Machine = 'NET'; Server = 'NET'; Share = 'share'; Device = 'x:'
        HasUser = $false; User = ''; Domain = ''; Name = ''; Secret = ''
    }
)

# What a machine can ask itself, where a hosted runner is all there is.
$LabLoopback = @(
)
