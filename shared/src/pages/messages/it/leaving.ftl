leaving-title = I suoi dati
leaving-text = Scarichi tutto ciò che è conservato qui su di lei, oppure elimini il suo account.
leaving-download = Scarica i miei dati
leaving-delete = Elimina il mio account

delete-title = Eliminare il suo account?
delete-text = Tutto ciò che è conservato qui su di lei viene eliminato. Esce ovunque. Non si può annullare.
delete-email = { $email } non aprirà più nulla.
delete-amazon = Per dimostrare che è lei, acceda di nuovo con Amazon e lo faccia entro venti minuti:
delete-submit = Elimina definitivamente il mio account
delete-keep = Tienilo

deleted-title = Il suo account è stato eliminato
deleted-text = È uscito ovunque. Nulla di ciò che è conservato qui porta più a lei.
deleted-amazon = Il suo account Amazon continua come prima. Lì può togliere a questo sito il permesso di vedere il suo profilo.
