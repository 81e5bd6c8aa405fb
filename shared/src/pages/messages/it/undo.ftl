undo-title = Annullare?
undo-link-text = L’account Amazon { $hint } apre il Suo account qui. Se non lo ha collegato Lei, lo scolleghi ora. Chiunque abbia effettuato l’accesso verrà disconnesso.
undo-link-submit = Scollegalo
undo-address-text = Il Suo account qui ha ora un altro indirizzo. Se non lo ha cambiato Lei, riprenda { $email }: tutti vengono disconnessi, la password viene tolta e nessun account Amazon lo apre più. Poi sceglierà una nuova password e potrà collegare di nuovo il Suo account Amazon.
undo-address-submit = Riprendi il mio indirizzo
undo-done-title = È annullato
undo-link-done = Quell’account Amazon non apre più il Suo account e tutti sono stati disconnessi. Se qualcun altro può conoscere la Sua password, ne scelga una nuova.
undo-address-done = Il Suo account ha di nuovo il suo indirizzo e tutti sono stati disconnessi. Scelga una nuova password per continuare.
