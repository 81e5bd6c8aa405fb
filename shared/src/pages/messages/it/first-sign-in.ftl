first-title = È nuovo qui?
first-text = Questo account Amazon non apre ancora nessun account qui:
first-new = Sono nuovo
first-create = Crea un account
first-own = Ho già un account
first-own-text = Inserisca il suo indirizzo e-mail e la sua password, e d’ora in poi questo account Amazon lo apre.
first-neither = Nessuno dei due?
first-wrong = { $tries ->
    [0] L’e-mail o la password non è corretta e non restano tentativi. Non è stato collegato nulla. Ricominci da capo.
    [1] L’e-mail o la password non è corretta. Le resta 1 tentativo.
   *[other] L’e-mail o la password non è corretta. Le restano { $tries } tentativi.
}
