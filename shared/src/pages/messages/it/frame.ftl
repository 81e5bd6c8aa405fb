# In molte pagine.
or = oppure
steps = Che cosa può fare ora
back-to-start = Torna alla pagina iniziale
go-on = Continua
sign-out = Esci
sign-in = Accedi
sign-in-with-password = Accedi con la password
name = Nome
email = E-mail
password = Password
amazon-account = Account Amazon

# Il titolo di una pagina che mostra di nuovo un modulo.
error-title = Errore: { $title }
# Che cosa è successo e che cosa fare dopo.
title-and-detail = { $title }. { $detail }
# Davanti al codice di un problema.
code-label = Codice:

# Con l’accesso a un account e con l’account Amazon di un altro.
sign-out-first = Esci e continua
stay-signed-in = Mantieni l’accesso

privacy = Privacy
terms = Condizioni d’uso
