undo-title = Undo this?
undo-link-text = The Amazon account { $hint } opens your account here. If you did not link it, unlink it now. Everybody who is signed in will be signed out.
undo-link-submit = Unlink it
undo-address-text = Your account here has another address now. If you did not change it, take { $email } back: everybody is signed out, the password goes, and no Amazon account opens it any more. Then you choose a new password, and can link your Amazon account again.
undo-address-submit = Take my address back
undo-done-title = It is undone
undo-link-done = That Amazon account opens your account no more, and everybody has been signed out. If somebody else may know your password, choose a new one.
undo-address-done = Your account has its address again, and everybody has been signed out. Choose a new password to go on.
