# Letters: plain text, which the HTML of a letter escapes as a whole.
letter-greeting = Hello,
letter-footer = This is an automatic message from { $site }. Please do not reply to it.
letter-if-button-fails = If the button does not work, copy this address into your browser:
letter-not-you = If this was not you, do nothing: nothing changes.
letter-undo = If this was you, there is nothing to do. If it was not, undo it here:
letter-undo-button = Undo this
letter-choose-password = Choose a new password

letter-prove-subject = Confirm your e-mail address for { $site }
letter-prove = This address was given for an account at { $site }. If that was you, confirm that it is yours:
letter-prove-button = Confirm this address
letter-prove-after = The link works for { $hours } hours.

letter-registered-subject = You already have an account at { $site }
letter-registered = Somebody tried to register at { $site } with this address. There is already an account with it, so nothing was changed. If it was you, sign in:
letter-registered-button = Sign in
letter-registered-forgot = If you do not know your password, choose a new one here:
letter-registered-after = If it was not you, there is nothing to do: nobody learned anything about your account.

letter-reset-subject = Choose a new password for { $site }
letter-reset = A new password was asked for, for your account at { $site }. Choose it here:
letter-reset-after = The link works for { $minutes } minutes, and once. If you did not ask for it, do nothing: your password stays as it is.

letter-code-subject = Your code for { $site }
letter-code = Somebody signed in with Amazon at { $site } and wants to link that Amazon account to your account there. If that is you, type this code on the page that asks for it:
# The name that the Amazon account has, where it may be shown.
letter-code-named = Somebody signed in with Amazon at { $site }, by the name of “{ $name }”, and wants to link that Amazon account to your account there. If that is you, type this code on the page that asks for it:
letter-code-after = The code works for { $minutes } minutes, and only in the browser that asked for it.
letter-code-secret = If you did not ask for it, do nothing: nothing is linked. Never tell anybody this code, whoever they say they are. With it they could get into your account.

letter-new-address-subject = Confirm your new address for { $site }
letter-new-address = This address is to be the new sign-in address of an account at { $site }. If that was you, confirm it:
letter-new-address-button = Confirm the new address

letter-linked-subject = An Amazon account was linked to your account at { $site }
letter-linked = The Amazon account { $hint } now opens your account at { $site }.

letter-unlinked-subject = An Amazon account was unlinked from your account at { $site }
letter-unlinked = The Amazon account { $hint } no longer opens your account at { $site }.
letter-unlinked-after = If this was not you, somebody else can get into your account. Sign in at { $site }, sign out everywhere else there, and choose a new password.

letter-password-subject = Your password for { $site } was changed
letter-password = The password of your account at { $site } was changed.
letter-password-after = If this was you, there is nothing to do. If it was not, choose a new one here; that signs everybody else out:

letter-address-subject = The address of your account at { $site } was changed
letter-address = Your account at { $site } now has the sign-in address { $address }. This message goes to the one that it had before.
letter-address-earlier = If this was not you, undo it by the letter that went to the address before this one, less than a week ago.
letter-address-restored = Your account at { $site } no longer has this address. The reader of the address before this one took the change back, and everybody was signed out. If that was not you, somebody else may read that mailbox: please write to { $site }.
