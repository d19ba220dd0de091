# The passwords of the scenario's accounts, and what its attempts type. They are for a lab: keep them to it.
$LabSecrets = @{
    'LOCAL1\USER1' = 'PSW1'
    'SCRATCH-DOMAIN\USER1' = 'PSW1'
    'attempt 3, the command' = 'use x: \\NET\share /user:SCRATCH-DOMAIN\USER1 PSW1'
    'recovery' = 'lab secret'
    'trust of NET-DOMAIN and SCRATCH-DOMAIN' = 'lab secret'
}
