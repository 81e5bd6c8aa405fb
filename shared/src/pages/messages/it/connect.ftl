connect-title = Collegare questo account Amazon?
connect-text = D’ora in poi, chi accede con questo account Amazon accede al suo account qui:
connect-account = Il suo account qui
connect-submit = Collega
connect-not-yours = Non è il suo account Amazon?
connect-another = Esca prima da Amazon, perché Amazon non permette di scegliere; poi lo colleghi dal suo account. Se torna lo stesso account Amazon, lì ha ancora effettuato l’accesso.
connect-ends = Tutti gli altri browser e app che hanno effettuato l’accesso al suo account ne escono.
