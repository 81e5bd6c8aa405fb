link-title = È il Suo account?
link-found = Qui esiste già un account con l’indirizzo e-mail { $email }.
link-found-unnamed = Qui esiste già un account con l’indirizzo e-mail che ci ha comunicato Amazon.
link-ask = Inserisca la password di quell’account: d’ora in poi potrà accedervi con questo account Amazon:
link-join = Ha effettuato l’accesso a un altro. Inserisca la password di quell’account: d’ora in poi i due saranno uno solo:
link-no-tries = Con questo account Amazon non è possibile accedervi:
link-password = Password del Suo account su questo sito
link-hint = Non la password di Amazon: non la chiediamo mai.
link-submit = Collega e accedi
link-wrong-password = { $tries ->
    [0] La password non è corretta e non ci sono altri tentativi. Non è stato collegato nulla. Ricominci da capo.
    [1] La password non è corretta. Le resta 1 tentativo.
   *[other] La password non è corretta. Le restano { $tries } tentativi.
}

link-else = Qualcos’altro?
link-not-now = Non ora?
link-go-on = Prosegua senza questo passaggio
link-not-yours = Non è il Suo account?
link-leave-it = Allora lasci stare: non viene collegato nulla.
link-own-account = Oppure ne abbia uno suo, che lascia quell’indirizzo dov’è:
link-not-me = Non sono io: crea un account mio
link-unwanted = Conosce la password ma non vuole collegare gli account?
link-another = Un altro account Amazon?
link-another-first = Prima esca da Amazon, che non permette di scegliere l’account; poi { $link }. Se ricompare lo stesso account Amazon, il Suo accesso ad Amazon è ancora attivo.
link-start-again = ricominci da capo

link-ask-mailbox = Quell’account non ha una password. Dimostri che la sua casella di posta è Sua e da allora questo account Amazon lo aprirà:
link-send-code = Invia un codice alla sua casella
link-forgot = Ha dimenticato la password? Possiamo inviare un codice alla casella di quell’account.
link-code-sent = Un codice è in arrivo alla casella di quell’account. Lo inserisca qui, in questo browser, entro quindici minuti.
link-code = Codice ricevuto
link-send-again = Invia un altro codice
link-wrong-code = { $tries ->
    [0] Il codice non è corretto e non restano tentativi. Non è stato collegato nulla. Ricominci da capo.
    [1] Il codice non è corretto. Le resta 1 tentativo.
   *[other] Il codice non è corretto. Le restano { $tries } tentativi.
}
