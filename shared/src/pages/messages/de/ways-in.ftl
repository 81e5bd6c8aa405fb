ways-amazon = Amazon-Konten, die es öffnen
ways-amazon-none = Noch keines.
ways-amazon-email = E-Mail-Adresse bei Amazon
ways-linked = Verbunden am
ways-unlink = Trennen
ways-unlink-named = Das Amazon-Konto { $hint } trennen
ways-only = Es ist Ihr einziger Zugang. Um es zu trennen, setzen Sie zuerst ein Passwort oder verbinden Sie ein anderes Amazon-Konto.
ways-connect = Ein Amazon-Konto verbinden
ways-connect-hint = Bei Amazon kann man nicht zwischen Konten wählen: Um ein anderes als das zu verbinden, in dem Sie dort angemeldet sind, melden Sie sich zuerst bei Amazon ab.

ways-password-now = Ihr jetziges Passwort
ways-password-new = Neues Passwort
ways-password-change = Passwort ändern
ways-password-set = Passwort setzen
ways-password-ends = Alle anderen, die in diesem Konto angemeldet sind, werden dadurch abgemeldet.
ways-password-wrong = Das ist nicht Ihr Passwort.
ways-password-missing = Geben Sie das Passwort ein, das Sie jetzt haben.

ways-back = Zurück zu Ihrem Konto
ways-prove-password = Ihr Passwort
ways-prove-amazon = Oder melden Sie sich noch einmal mit Amazon an und tun Sie es innerhalb von zwanzig Minuten:
ways-on-to-amazon = Weiter zu Amazon
ways-on-to-amazon-text = Bei Amazon entscheiden Sie, ob jenes Amazon-Konto Ihr Konto hier öffnen darf. Bevor es verbunden wird, werden Sie noch einmal gefragt.
ways-go-on-to-amazon = Zu Amazon gehen
