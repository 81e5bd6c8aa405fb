# On many pages.
or = or
steps = What you can do now
back-to-start = Back to the start page
go-on = Go on
sign-out = Sign out
sign-in = Sign in
sign-in-with-password = Sign in with your password
name = Name
email = E-mail
password = Password
amazon-account = Amazon account

# The title of a page that shows a form again.
error-title = Error: { $title }
# What happened, and what to do next.
title-and-detail = { $title }. { $detail }
# Before the code of a problem.
code-label = Code:

# Signed in to one account, with the Amazon account of another.
sign-out-first = Sign out and go on
stay-signed-in = Stay signed in

privacy = Privacy
terms = Terms
