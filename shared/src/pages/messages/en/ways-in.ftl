ways-amazon = Amazon accounts that open it
ways-amazon-none = None yet.
ways-amazon-email = E-mail at Amazon
ways-linked = Linked
ways-unlink = Unlink
# The same for a screen reader, which has to tell one button from another.
ways-unlink-named = Unlink the Amazon account { $hint }
ways-only = It is your only way in. To unlink it, set a password or connect another Amazon account first.
ways-connect = Connect an Amazon account
ways-connect-hint = Amazon has no way to choose between accounts: to connect another one than the one you are signed in to there, sign out at Amazon first.

ways-password-now = Your password now
ways-password-new = New password
ways-password-change = Change password
ways-password-set = Set a password
ways-password-ends = Everybody else who is signed in to this account is signed out by it.
ways-password-wrong = That is not your password.
ways-password-missing = Enter the password that you have now.

# Before a change, and on the way to Amazon.
ways-back = Back to your account
ways-prove-password = Your password
ways-prove-amazon = Or sign in with Amazon again, and do it within twenty minutes:
ways-on-to-amazon = On to Amazon
ways-on-to-amazon-text = At Amazon you choose whether that Amazon account may open your account here. You are asked once more before it is linked.
ways-go-on-to-amazon = Go on to Amazon
