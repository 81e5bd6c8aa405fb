merge-title = Did you have an account already?
merge-text = If you had one before, with an e-mail address and a password, go on with that one: the Amazon account { $hint } opens it from then on, and this new one, which is still empty, is closed.
merge-submit = Go on with my earlier account
