register-title = Crei il Suo account
register-submit = Crea account
register-password-hint = Almeno { $min } caratteri di qualsiasi tipo, anche spazi. Alcune parole di seguito sono facili da ricordare.
register-have-account = Ha già un account? { $link }
register-taken = Acceda al Suo account
register-too-many = Dalla Sua connessione sono stati richiesti troppi account. Attenda un quarto d’ora.
