# Runs samba-tool once for each line of JSON that it reads, an array of arguments. All of them in one process take the
# time of one. It ends with the first that fails.
import json
import sys

from samba.netcmd.main import cmd_sambatool

for line in sys.stdin:
    args = json.loads(line)
    if cmd_sambatool()._run('samba-tool', *args):
        sys.exit('samba-tool ' + ' '.join(args))
