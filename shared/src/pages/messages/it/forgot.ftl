forgot-link = Ha dimenticato la password?
forgot-text = Inserisca l’indirizzo e-mail del Suo account. Se esiste, inviamo a quell’indirizzo un link con cui scegliere una nuova password.
forgot-submit = Invia il link
forgot-too-many = Dalla Sua connessione sono stati richiesti troppi messaggi. Attenda un quarto d’ora.
forgot-sent-title = Controlli la Sua casella di posta
forgot-sent-text = Se esiste un account con l’indirizzo { $email }, un messaggio con un link è in arrivo. Il link vale una sola volta, per mezz’ora.
forgot-sent-nothing = Nessun messaggio? Guardi nella posta indesiderata, controlli l’indirizzo qui sopra e lo richieda di nuovo. Un account creato con Login with Amazon non ha una password: acceda con Amazon.
forgot-again = Richiedi di nuovo

reset-title = Scelga una nuova password
reset-for = Per l’account di { $email }.
reset-identities = Quali account Amazon potranno ancora accedere?
reset-identities-text = Quelli che non seleziona non aprono più questo account. Non ne selezioni nessuno che non sia Suo.
reset-submit = Imposta la password
reset-ends = Chiunque abbia effettuato l’accesso a questo account verrà disconnesso.
reset-done-title = La Sua nuova password è impostata
reset-done-text = Chiunque avesse effettuato l’accesso è stato disconnesso. Acceda con la nuova password per continuare.
