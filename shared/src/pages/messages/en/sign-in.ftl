sign-in-new-here = New here? Login with Amazon makes an account for you. Or { $link }.
sign-in-new-here-amazon = New here? Login with Amazon makes an account for you.
sign-in-create-with-password = create one with a password

signed-in-title = You are signed in
signed-in-as = As { $email }.

begin-title = Continue to Amazon?
begin-explanation = Another page sent you here to sign in. If you meant to, go on; otherwise nothing happens.

separate-title = You are signed in to a new account
separate-explanation = There is already an account here with the e-mail address of your Amazon account. It has no password, so we can’t check here that it is yours. To keep it safe, we made a separate account for you, without that address.
