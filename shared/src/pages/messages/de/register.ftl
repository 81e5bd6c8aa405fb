register-title = Konto erstellen
register-submit = Konto erstellen
register-password-hint = Mindestens { $min } beliebige Zeichen, auch Leerzeichen. Einige Wörter hintereinander kann man sich gut merken.
register-have-account = Sie haben bereits ein Konto? { $link }
register-taken = In Ihrem Konto anmelden
register-too-many = Von Ihrem Anschluss aus wurden zu viele Konten angefordert. Bitte warten Sie eine Viertelstunde.
