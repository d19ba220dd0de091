# Where the machines are: write the IPv4 address of each between its quotes, before anything is built.
$LabAddresses = @{
    'NET' = ''
    'SCRATCH' = ''
    'MEMBER1' = ''
    'LOCAL1' = ''
}
