connect-title = ¿Conectar esta cuenta de Amazon?
connect-text = A partir de ahora, quien inicie sesión con esta cuenta de Amazon entrará en su cuenta aquí:
connect-account = Su cuenta aquí
connect-submit = Conectar
connect-not-yours = ¿No es su cuenta de Amazon?
connect-another = Cierre antes la sesión en Amazon, porque Amazon no permite elegir; después conéctela desde su cuenta. Si vuelve la misma cuenta de Amazon, todavía tiene la sesión abierta allí.
connect-ends = Con ello se cierra la sesión de todos los demás navegadores y aplicaciones que han entrado en su cuenta.
