"""samba-tool whose provisioning leaves the permissions of the system volume alone: without root nobody can set them."""
import sys

import samba.provision

samba.provision.setsysvolacl = lambda *args, **named: None

from samba.netcmd.main import cmd_sambatool  # after the line above: it imports the function

sys.exit(cmd_sambatool()._run("samba-tool", *sys.argv[1:]) or 0)
