register-title = Create your account
register-submit = Create account
register-password-hint = At least { $min } characters of any kind, spaces too. A few words in a row are easy to remember.
register-have-account = You have an account already? { $link }
register-taken = Sign in to your account
register-too-many = Too many accounts were asked for from where you are. Please wait a quarter of an hour.
