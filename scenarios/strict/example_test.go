package strict_test

import (
	"fmt"

	"ntlmsim/scenarios/strict"
)

// A login is a small format of its own.
type login struct {
	User, Password string
	Role           role
	Locked         bool
}

type role string

var loginObject = strict.Object[login]{
	What:     "a login",
	Required: []string{"user"},
	Hint:     "write who it is: user: NAME",
	Fields: []strict.Field[login]{
		strict.Text("user", func(l *login) *string { return &l.User }),
		strict.Password("password", func(l *login) *string { return &l.Password }),
		strict.Word("role", "role", []role{"reader", "writer"}, func(l *login) *role { return &l.Role }),
		strict.Truth("locked", func(l *login) *bool { return &l.Locked }),
	},
}

func ExampleRead() {
	var l login
	err := strict.Read("login.yaml", []byte("user: ann\nrole: writer\n"), loginObject, &l)
	fmt.Println(l.User, l.Role, err)
	// Output: ann writer <nil>
}

// Every mistake is found at once, and the password is in no message.
func ExampleRead_mistakes() {
	var l login
	err := strict.Read("login.yaml", []byte("{user: ann, role: writter, pasword: s3cret, locked: no}"), loginObject, &l)
	fmt.Println(err)
	// Output:
	// login.yaml:1:19: "writter" is no role
	// {user: ann, role: writter, pasword: ***, locked: no}
	//                   ^
	//   did you mean writer?
	// login.yaml:1:28: a login has no key "pasword"
	// {user: ann, role: writter, pasword: ***, locked: no}
	//                            ^
	//   did you mean password?
	// login.yaml:1:53: here belongs true or false, not another word for it
	// {user: ann, role: writter, pasword: ***, locked: no}
	//                                                  ^
	//   write true or false
}
