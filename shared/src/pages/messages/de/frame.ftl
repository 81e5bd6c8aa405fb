# Auf vielen Seiten.
or = oder
steps = Was Sie jetzt tun können
back-to-start = Zurück zur Startseite
go-on = Weiter
sign-out = Abmelden
sign-in = Anmelden
sign-in-with-password = Mit Ihrem Passwort anmelden
name = Name
email = E-Mail-Adresse
password = Passwort
amazon-account = Amazon-Konto

# Der Titel einer Seite, die ein Formular noch einmal zeigt.
error-title = Fehler: { $title }
# Was geschehen ist und wie es weitergeht.
title-and-detail = { $title }. { $detail }
# Vor dem Code eines Problems.
code-label = Code:

# In einem Konto angemeldet, mit dem Amazon-Konto eines anderen.
sign-out-first = Abmelden und weiter
stay-signed-in = Angemeldet bleiben

privacy = Datenschutz
terms = Nutzungsbedingungen
