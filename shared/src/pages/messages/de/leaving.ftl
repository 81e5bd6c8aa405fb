leaving-title = Ihre Daten
leaving-text = Laden Sie alles herunter, was hier über Sie gespeichert ist, oder löschen Sie Ihr Konto.
leaving-download = Meine Daten herunterladen
leaving-delete = Mein Konto löschen

delete-title = Ihr Konto löschen?
delete-text = Alles, was hier über Sie gespeichert ist, wird gelöscht. Sie werden überall abgemeldet. Das kann nicht rückgängig gemacht werden.
delete-email = { $email } öffnet dann nichts mehr.
delete-amazon = Um zu zeigen, dass Sie es sind, melden Sie sich noch einmal mit Amazon an und tun Sie es innerhalb von zwanzig Minuten:
delete-submit = Mein Konto endgültig löschen
delete-keep = Behalten

deleted-title = Ihr Konto ist gelöscht
deleted-text = Sie sind überall abgemeldet. Nichts, was hier gespeichert ist, führt noch zu Ihnen.
deleted-amazon = Ihr Konto bei Amazon besteht weiter wie bisher. Dort können Sie dieser Website die Erlaubnis entziehen, Ihr Profil zu sehen.
