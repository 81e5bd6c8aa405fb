account-title = Ihr Konto
account-ways-in = Anmeldemöglichkeiten
account-amazon = Amazon-Konto { $hint }

account-sessions = Wo Sie angemeldet sind
account-this-browser = Dieser Browser
account-another-browser = Ein anderer Browser oder eine App
account-signed-in = Angemeldet
account-with-amazon = Mit Amazon
account-with-password = Mit Ihrem Passwort
account-last-used = Zuletzt verwendet
account-more = Es gibt mehr, als hier gezeigt werden kann. „Überall abmelden“ beendet auch diese.
account-times = Zeiten in UTC; die Verwendung wird alle paar Stunden vermerkt.

account-end-one = Dort abmelden
# Dasselbe für einen Screenreader, der die Knöpfe auseinanderhalten muss.
account-end-one-named = Dort abmelden, angemeldet { $time }
account-end-others = Überall sonst abmelden
account-end-all = Überall abmelden
account-sign-out-here = Hier abmelden
