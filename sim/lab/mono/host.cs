// host.cs serves applications of ASP.NET with Mono's System.Web: it is the worker process of one pool at one node.
//
//   mono host.exe WORKER PORT {NAME VIRTUAL-PATH DIRECTORY}...
//
// It listens on 127.0.0.1 and writes "ready" once it does. /NAME/PAGE is the page of an application. Each answer says
// in X-Got which worker got what: the page, and the SHA-256 of the body.
using System;
using System.Collections.Generic;
using System.Configuration;
using System.IO;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using System.Threading;
using System.Web;
using System.Web.Hosting;
using System.Web.UI;
using System.Web.UI.HtmlControls;
using System.Web.UI.WebControls;

// A ShopPage has a box to type in and a button. It says which state it was made with, and what the button's handler got.
// It is written in code, so that nothing is compiled when it is asked for. appSettings has what differs between pages.
public class ShopPage : Page {
    readonly TextBox typed = new TextBox { ID = "typed" };
    readonly Button send = new Button { ID = "send", Text = "Send" };
    readonly Literal said = new Literal { EnableViewState = false };

    protected override void FrameworkInitialize() {
        base.FrameworkInitialize();
        var settings = ConfigurationManager.AppSettings[Path.GetFileName(Request.FilePath)] ?? "";
        EnableViewStateMac = !settings.Contains("no-mac");
        ViewStateEncryptionMode = settings.Contains("encrypted") ? ViewStateEncryptionMode.Always : ViewStateEncryptionMode.Never;
        EnableEventValidation = false; // a field of its own, with a MAC of its own
        var form = new HtmlForm { ID = "shop" };
        Controls.Add(form);
        foreach (var control in new Control[] { typed, send, said }) form.Controls.Add(control);
        send.Click += delegate { said.Text = "<p>handled " + HttpUtility.HtmlEncode(typed.Text + " " + ViewState["made"]) + "</p>"; };
    }

    protected override void OnInit(EventArgs e) {
        base.OnInit(e);
        ViewStateUserKey = Request.Headers["X-User-Key"];
    }

    protected override void OnLoad(EventArgs e) {
        base.OnLoad(e);
        if (IsPostBack) return;
        ViewState["made"] = Guid.NewGuid().ToString();
        said.Text = "<p>made " + ViewState["made"] + "</p>";
    }
}

// A Question is a request as it goes from the listener into an application's domain, and an Answer comes back.
[Serializable] public class Question { public string Method, Page, UserKey; public byte[] Body; }
[Serializable] public class Answer { public int Status; public byte[] Body; }

// A Request hands a Question to System.Web, and keeps what it answers.
public class Request : SimpleWorkerRequest {
    readonly Question question;
    public readonly MemoryStream Written = new MemoryStream();
    public int Status = 200;
    public readonly ManualResetEvent Done = new ManualResetEvent(false);

    public Request(Question q) : base(q.Page, "", TextWriter.Null) { question = q; }
    public override string GetHttpVerbName() { return question.Method; }
    public override byte[] GetPreloadedEntityBody() { return question.Body; }
    public override bool IsEntireEntityBodyIsPreloaded() { return true; }
    public override string GetKnownRequestHeader(int i) {
        if (i == HeaderContentLength) return question.Body.Length.ToString();
        return i == HeaderContentType ? "application/x-www-form-urlencoded" : null;
    }
    public override string GetUnknownRequestHeader(string name) { return name == "X-User-Key" ? question.UserKey : null; }
    public override string[][] GetUnknownRequestHeaders() {
        return question.UserKey == null ? new string[0][] : new[] { new[] { "X-User-Key", question.UserKey } };
    }
    public override void SendStatus(int code, string text) { Status = code; }
    public override void SendResponseFromMemory(byte[] data, int length) { Written.Write(data, 0, length); }
    public override void FlushResponse(bool last) { if (last) Done.Set(); }
    public override void EndOfRequest() { Done.Set(); } // comes late, or not at all, where an application has just started
}

// An Application answers in a domain of its own, with its own web.config.
public class Application : MarshalByRefObject {
    public override object InitializeLifetimeService() { return null; }
    public Answer Ask(Question q) {
        var request = new Request(q);
        HttpRuntime.ProcessRequest(request);
        if (!request.Done.WaitOne(20000)) throw new TimeoutException(q.Page);
        return new Answer { Status = request.Status, Body = request.Written.ToArray() };
    }
}

public static class Host {
    static readonly Dictionary<string, Application> applications = new Dictionary<string, Application>();

    public static void Main(string[] args) {
        var listener = new HttpListener();
        listener.Prefixes.Add("http://127.0.0.1:" + args[1] + "/");
        listener.Start();
        Console.WriteLine("ready");
        while (true) Answer(listener.GetContext(), args);
    }

    static void Answer(HttpListenerContext c, string[] args) {
        var body = new MemoryStream();
        c.Request.InputStream.CopyTo(body);
        var path = c.Request.Url.AbsolutePath.Split('/');
        var q = new Question { Method = c.Request.HttpMethod, Page = path.Last(), UserKey = c.Request.Headers["X-User-Key"], Body = body.ToArray() };
        Answer a;
        try {
            a = Named(path[1], args).Ask(q);
        } catch (Exception e) {
            a = new Answer { Status = 500, Body = System.Text.Encoding.UTF8.GetBytes(e.ToString()) };
        }
        var sum = BitConverter.ToString(SHA256.Create().ComputeHash(q.Body)).Replace("-", "").ToLower();
        c.Response.AddHeader("X-Got", string.Join(" ", args[0], c.Request.HttpMethod, c.Request.Url.AbsolutePath, sum));
        c.Response.StatusCode = a.Status;
        c.Response.Close(a.Body, true);
    }

    // Named is an application, which starts when it is first asked.
    static Application Named(string name, string[] args) {
        if (!applications.ContainsKey(name)) {
            int i = Array.IndexOf(args, name, 2);
            applications[name] = (Application)ApplicationHost.CreateApplicationHost(typeof(Application), args[i + 1], args[i + 2]);
        }
        return applications[name];
    }
}
