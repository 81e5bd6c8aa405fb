connect-title = Connect this Amazon account?
connect-text = From now on, whoever signs in with this Amazon account is signed in to your account here:
connect-account = Your account here
connect-submit = Connect
connect-not-yours = Not your Amazon account?
connect-another = Sign out at Amazon first, since Amazon has no way to choose; then connect it from your account. If the same Amazon account comes back, you are still signed in there.
connect-ends = Every other browser and app that is signed in to your account is signed out by it.
