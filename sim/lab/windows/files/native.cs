// What run-attempts.ps1 and the build scripts call in Windows.
using System;
using System.Runtime.InteropServices;

namespace NtlmsimLab {
    public static class Native {
        [StructLayout(LayoutKind.Sequential, CharSet = CharSet.Unicode)]
        private struct NetResource {
            public int Scope, Type, DisplayType, Usage;
            public string LocalName, RemoteName, Comment, Provider;
        }

        [DllImport("mpr.dll", CharSet = CharSet.Unicode)]
        private static extern int WNetAddConnection2W(ref NetResource resource, string password, string user, int flags);

        [DllImport("mpr.dll", CharSet = CharSet.Unicode)]
        private static extern int WNetCancelConnection2W(string name, int flags, bool force);

        [DllImport("advapi32.dll", CharSet = CharSet.Unicode, SetLastError = true)]
        private static extern bool LogonUserW(string user, string domain, string password, int type, int provider, out IntPtr token);

        [DllImport("kernel32.dll")]
        private static extern bool CloseHandle(IntPtr handle);

        // Connect is NET USE without its prompts: the system error number, 0 for success. A user of null is the account that is
        // signed on, a password of null the one signed on with. CONNECT_TEMPORARY (4): nothing is remembered.
        public static long Connect(string remote, string user, string password) {
            var resource = new NetResource { Type = 0, RemoteName = remote };
            return unchecked((uint)WNetAddConnection2W(ref resource, password, user, 4));
        }

        // Disconnect ends a connection, even one in use.
        public static long Disconnect(string name) {
            return unchecked((uint)WNetCancelConnection2W(name, 0, true));
        }

        // LogOn is a network logon at this machine (LOGON32_LOGON_NETWORK, 3): the system error number.
        public static int LogOn(string user, string domain, string password) {
            IntPtr token;
            if (!LogonUserW(user, domain, password, 3, 0, out token)) { return Marshal.GetLastWin32Error(); }
            CloseHandle(token);
            return 0;
        }
    }
}
