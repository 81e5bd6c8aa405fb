forgot-link = Forgot your password?
forgot-text = Enter the e-mail address of your account. If there is one, we send a link to that address, with which you choose a new password.
forgot-submit = Send the link
forgot-too-many = Too many letters were asked for from where you are. Please wait a quarter of an hour.
forgot-sent-title = Look in your mailbox
forgot-sent-text = If there is an account with the address { $email }, a letter with a link is on its way to it. The link works once, for half an hour.
forgot-sent-nothing = No letter? Look among unwanted mail, check the address above, and ask again. An account that Login with Amazon made has no password: sign in with Amazon.
forgot-again = Ask again

reset-title = Choose a new password
reset-for = For the account of { $email }.
reset-identities = Which Amazon accounts may go on signing in?
reset-identities-text = Those that you don’t tick open this account no more. Tick none that isn’t yours.
reset-submit = Set the password
reset-ends = Everybody who is signed in to this account will be signed out.
reset-done-title = Your new password is set
reset-done-text = Everybody who was signed in has been signed out. Sign in with your new password to go on.
