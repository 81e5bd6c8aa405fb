ways-amazon = Account Amazon che lo aprono
ways-amazon-none = Ancora nessuno.
ways-amazon-email = E-mail presso Amazon
ways-linked = Collegato il
ways-unlink = Scollega
ways-unlink-named = Scollega l’account Amazon { $hint }
ways-only = È il suo unico modo di entrare. Per scollegarlo, imposti prima una password o colleghi un altro account Amazon.
ways-connect = Collega un account Amazon
ways-connect-hint = Amazon non permette di scegliere tra account: per collegarne uno diverso da quello con cui ha effettuato l’accesso lì, esca prima da Amazon.

ways-password-now = La sua password attuale
ways-password-new = Nuova password
ways-password-change = Cambia password
ways-password-set = Imposta una password
ways-password-ends = Chiunque altro abbia effettuato l’accesso a questo account ne esce.
ways-password-wrong = Questa non è la sua password.
ways-password-missing = Inserisca la password che ha adesso.

ways-back = Torna al suo account
ways-prove-password = La sua password
ways-prove-amazon = Oppure acceda di nuovo con Amazon e lo faccia entro venti minuti:
ways-on-to-amazon = Verso Amazon
ways-on-to-amazon-text = Presso Amazon decide se quell’account Amazon può aprire il suo account qui. Le verrà chiesto ancora una volta prima di collegarlo.
ways-go-on-to-amazon = Prosegui verso Amazon
