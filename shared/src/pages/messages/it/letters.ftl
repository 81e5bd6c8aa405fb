letter-greeting = Buongiorno,
letter-footer = Questo è un messaggio automatico di { $site }. La preghiamo di non rispondere.
letter-if-button-fails = Se il pulsante non funziona, copi questo indirizzo nel browser:
letter-not-you = Se non è stato Lei, non faccia nulla: non cambia nulla.
letter-undo = Se è stato Lei, non deve fare nulla. In caso contrario, annulli qui la modifica:
letter-undo-button = Annulla la modifica
letter-choose-password = Scegli una nuova password

letter-prove-subject = Confermi il Suo indirizzo e-mail per { $site }
letter-prove = Questo indirizzo è stato indicato per un account su { $site }. Se è stato Lei, confermi che è Suo:
letter-prove-button = Conferma l’indirizzo
letter-prove-after = Il link è valido per { $hours } ore.

letter-registered-subject = Ha già un account su { $site }
letter-registered = Qualcuno ha cercato di registrarsi su { $site } con questo indirizzo. Esiste già un account con esso, quindi non è stato modificato nulla. Se è stato Lei, acceda:
letter-registered-button = Accedi
letter-registered-forgot = Se non conosce la Sua password, ne scelga qui una nuova:
letter-registered-after = Se non è stato Lei, non deve fare nulla: nessuno ha saputo nulla del Suo account.

letter-reset-subject = Scelga una nuova password per { $site }
letter-reset = È stata richiesta una nuova password per il Suo account su { $site }. La scelga qui:
letter-reset-after = Il link è valido per { $minutes } minuti e una sola volta. Se non l’ha richiesto, non faccia nulla: la Sua password resta com’è.

letter-code-subject = Il Suo codice per { $site }
letter-code = Qualcuno ha effettuato l’accesso con Amazon su { $site } e vuole collegare quell’account Amazon al Suo account. Se è Lei, inserisca questo codice nella pagina che lo chiede:
letter-code-named = Qualcuno ha effettuato l’accesso con Amazon su { $site }, con il nome «{ $name }», e vuole collegare quell’account Amazon al Suo account. Se è Lei, inserisca questo codice nella pagina che lo chiede:
letter-code-after = Il codice è valido per { $minutes } minuti e solo nel browser che l’ha richiesto.
letter-code-secret = Se non l’ha richiesto, non faccia nulla: non viene collegato nulla. Non comunichi questo codice a nessuno, chiunque dica di essere. Con esso potrebbe entrare nel Suo account.

letter-new-address-subject = Confermi il Suo nuovo indirizzo per { $site }
letter-new-address = Questo indirizzo sarà il nuovo indirizzo di accesso di un account su { $site }. Se l’ha richiesto Lei, lo confermi:
letter-new-address-button = Conferma il nuovo indirizzo

letter-linked-subject = Un account Amazon è stato collegato al Suo account su { $site }
letter-linked = Con l’account Amazon { $hint } ora è possibile accedere al Suo account su { $site }.

letter-unlinked-subject = Un account Amazon è stato scollegato dal Suo account su { $site }
letter-unlinked = Con l’account Amazon { $hint } non è più possibile accedere al Suo account su { $site }.
letter-unlinked-after = Se non è stato Lei, qualcun altro ha accesso al Suo account. Acceda a { $site }, esca da tutti gli altri dispositivi e scelga una nuova password.

letter-password-subject = La Sua password per { $site } è stata modificata
letter-password = La password del Suo account su { $site } è stata modificata.
letter-password-after = Se è stato Lei, non deve fare nulla. In caso contrario, ne scelga qui una nuova; tutte le altre sessioni verranno chiuse:

letter-address-subject = L’indirizzo del Suo account su { $site } è stato modificato
letter-address = Il Suo account su { $site } ha ora l’indirizzo di accesso { $address }. Questo messaggio è inviato a quello precedente.
letter-address-earlier = Se non è stato Lei, annulli la modifica con il messaggio inviato meno di una settimana fa all’indirizzo precedente a questo.
letter-address-restored = Il Suo account su { $site } non ha più questo indirizzo. La modifica è stata annullata dall’indirizzo precedente a questo e tutti sono stati disconnessi. Se non è stato Lei, forse qualcun altro legge quella casella: scriva a { $site }.
