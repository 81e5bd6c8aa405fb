link-title = Is this your account?
link-found = There is already an account here with the address { $email }.
link-found-unnamed = There is already an account here with the address that Amazon gave us.
link-ask = Enter the password of that account, and from now on this Amazon account opens it:
link-join = You are signed in to another one. Enter the password of that account, and from now on both are one:
link-no-tries = This Amazon account does not open it:
link-password = Password of your account here
link-hint = Not your Amazon password: we never ask for that.
link-submit = Link and sign in
link-wrong-password = { $tries ->
    [0] That password is not right, and there are no tries left. Nothing was linked. Please start again.
    [1] That password is not right. You have 1 try left.
   *[other] That password is not right. You have { $tries } tries left.
}

link-else = Something else?
link-not-now = Not now?
link-go-on = Go on without it
link-not-yours = Not your account?
link-leave-it = Then leave it: nothing is linked.
link-own-account = Or have one of your own, which leaves that address where it is:
link-not-me = Not me: make me an account of my own
link-unwanted = You know its password but don’t want to link?
link-another = Another Amazon account?
link-another-first = Sign out at Amazon first, since Amazon has no way to choose; then { $link }. If the same Amazon account comes back, you are still signed in there.
link-start-again = start again

link-ask-mailbox = That account has no password. Show that its mailbox is yours, and from now on this Amazon account opens it:
link-send-code = Send a code to its mailbox
link-forgot = Forgot the password? We can send a code to the mailbox of that account.
link-code-sent = A code is on its way to the mailbox of that account. Type it here, in this browser, within fifteen minutes.
link-code = Code from the letter
link-send-again = Send another code
link-wrong-code = { $tries ->
    [0] That code is not right, and there are no tries left. Nothing was linked. Please start again.
    [1] That code is not right. You have 1 try left.
   *[other] That code is not right. You have { $tries } tries left.
}
