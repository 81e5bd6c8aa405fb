account-title = Your account
account-ways-in = Ways to sign in
account-amazon = Amazon account { $hint }

account-sessions = Where you are signed in
account-this-browser = This browser
account-another-browser = Another browser or app
account-signed-in = Signed in
account-with-amazon = With Amazon
account-with-password = With your password
account-last-used = Last used
account-more = There are more than can be shown here. Signing out everywhere ends them, too.
account-times = Times are in UTC; a use is noted every few hours.

account-end-one = Sign out there
# The same for a screen reader, which has to tell one button from another.
account-end-one-named = Sign out there, signed in { $time }
account-end-others = Sign out everywhere else
account-end-all = Sign out everywhere
account-sign-out-here = Sign out here
