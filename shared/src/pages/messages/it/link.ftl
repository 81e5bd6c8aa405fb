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
link-unwanted = Conosce la password ma non vuole collegare gli account?
link-another = Un altro account Amazon?
link-another-first = Prima esca da Amazon, che non permette di scegliere l’account; poi { $link }. Se ricompare lo stesso account Amazon, il Suo accesso ad Amazon è ancora attivo.
link-start-again = ricominci da capo
