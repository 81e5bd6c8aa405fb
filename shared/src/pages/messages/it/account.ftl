account-title = Il Suo account
account-ways-in = Modi per accedere
account-amazon = Account Amazon { $hint }

account-sessions = Dove ha effettuato l’accesso
account-this-browser = Questo browser
account-another-browser = Un altro browser o un’app
account-signed-in = Accesso
account-with-amazon = Con Amazon
account-with-password = Con la password
account-last-used = Ultimo utilizzo
account-more = Ce ne sono più di quanti se ne possano mostrare qui. «Esci ovunque» termina anche quelli.
account-times = Gli orari sono in UTC; l’utilizzo viene annotato ogni poche ore.

account-end-one = Termina quell’accesso
# Lo stesso per uno screen reader, che deve distinguere i pulsanti.
account-end-one-named = Termina quell’accesso, iniziato il { $time }
account-end-others = Esci da tutti gli altri
account-end-all = Esci ovunque
account-sign-out-here = Esci qui
