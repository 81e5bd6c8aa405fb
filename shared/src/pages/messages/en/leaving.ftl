leaving-title = Your data
leaving-text = Download everything that is kept about you here, or delete your account.
leaving-download = Download my data
leaving-delete = Delete my account

delete-title = Delete your account?
delete-text = Everything that is kept about you here goes. You are signed out everywhere. This cannot be undone.
delete-email = { $email } no longer opens anything.
delete-amazon = To show that it’s you, sign in with Amazon again, and do it within twenty minutes:
delete-submit = Delete my account for good
delete-keep = Keep it

deleted-title = Your account is deleted
deleted-text = You are signed out everywhere. Nothing that is kept here leads to you any more.
deleted-amazon = Your account at Amazon goes on as before. There you can take away this site’s permission to see your profile.
