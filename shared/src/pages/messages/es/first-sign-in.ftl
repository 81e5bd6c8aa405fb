first-title = ¿Es su primera vez aquí?
first-text = Esta cuenta de Amazon todavía no abre ninguna cuenta aquí:
first-new = Es mi primera vez
first-create = Crear una cuenta
first-own = Ya tengo una cuenta
first-own-text = Introduzca su dirección de correo electrónico y su contraseña, y a partir de ahora esta cuenta de Amazon la abrirá.
first-neither = ¿Ninguna de las dos?
first-wrong = { $tries ->
    [0] El correo electrónico o la contraseña no son correctos y no quedan intentos. No se ha vinculado nada. Empiece de nuevo.
    [1] El correo electrónico o la contraseña no son correctos. Le queda 1 intento.
   *[other] El correo electrónico o la contraseña no son correctos. Le quedan { $tries } intentos.
}
