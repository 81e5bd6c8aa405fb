link-title = ¿Es esta su cuenta?
link-found = Aquí ya existe una cuenta con la dirección de correo { $email }.
link-found-unnamed = Aquí ya existe una cuenta con la dirección de correo que nos ha dado Amazon.
link-ask = Introduzca la contraseña de esa cuenta y, a partir de ahora, podrá entrar en ella con esta cuenta de Amazon:
link-join = Ha iniciado sesión en otra. Introduzca la contraseña de esa cuenta y, a partir de ahora, ambas serán una sola:
link-no-tries = Con esta cuenta de Amazon no se puede entrar en ella:
link-password = Contraseña de su cuenta en este sitio
link-hint = No es su contraseña de Amazon: nunca la pedimos.
link-submit = Vincular e iniciar sesión
link-wrong-password = { $tries ->
    [0] La contraseña no es correcta y no quedan intentos. No se ha vinculado nada. Empiece de nuevo, por favor.
    [1] La contraseña no es correcta. Le queda 1 intento.
   *[other] La contraseña no es correcta. Le quedan { $tries } intentos.
}

link-else = ¿Otra cosa?
link-not-now = ¿Ahora no?
link-go-on = Continuar sin este paso
link-not-yours = ¿No es su cuenta?
link-leave-it = Entonces déjelo así: no se vincula nada.
link-own-account = O tenga una propia, que deja esa dirección donde está:
link-not-me = No soy yo: crear una cuenta propia
link-unwanted = ¿Conoce la contraseña, pero no quiere vincular las cuentas?
link-another = ¿Otra cuenta de Amazon?
link-another-first = Primero cierre sesión en Amazon, que no permite elegir cuenta; después, { $link }. Si vuelve a aparecer la misma cuenta de Amazon, su sesión allí sigue abierta.
link-start-again = empiece de nuevo

link-ask-mailbox = Esa cuenta no tiene contraseña. Demuestre que su buzón es suyo y, desde ese momento, esta cuenta de Amazon la abrirá:
link-send-code = Enviar un código a su buzón
link-forgot = ¿Ha olvidado la contraseña? Podemos enviar un código al buzón de esa cuenta.
link-code-sent = Hay un código en camino al buzón de esa cuenta. Escríbalo aquí, en este navegador, antes de quince minutos.
link-code = Código del mensaje
link-send-again = Enviar otro código
link-wrong-code = { $tries ->
    [0] Ese código no es correcto y no quedan intentos. No se ha vinculado nada. Empiece de nuevo.
    [1] Ese código no es correcto. Le queda 1 intento.
   *[other] Ese código no es correcto. Le quedan { $tries } intentos.
}
