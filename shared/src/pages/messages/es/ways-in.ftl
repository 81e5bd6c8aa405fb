ways-amazon = Cuentas de Amazon que la abren
ways-amazon-none = Ninguna todavía.
ways-amazon-email = Correo electrónico en Amazon
ways-linked = Vinculada el
ways-unlink = Desvincular
ways-unlink-named = Desvincular la cuenta de Amazon { $hint }
ways-only = Es su única forma de entrar. Para desvincularla, establezca antes una contraseña o conecte otra cuenta de Amazon.
ways-connect = Conectar una cuenta de Amazon
ways-connect-hint = Amazon no permite elegir entre cuentas: para conectar una distinta de aquella en la que ha iniciado sesión allí, cierre antes la sesión en Amazon.

ways-password-now = Su contraseña actual
ways-password-new = Contraseña nueva
ways-password-change = Cambiar la contraseña
ways-password-set = Establecer una contraseña
ways-password-ends = Con ello se cierra la sesión de todos los demás que han entrado en esta cuenta.
ways-password-wrong = Esa no es su contraseña.
ways-password-missing = Introduzca la contraseña que tiene ahora.

ways-back = Volver a su cuenta
ways-prove-password = Su contraseña
ways-prove-amazon = O vuelva a iniciar sesión con Amazon y hágalo en menos de veinte minutos:
ways-on-to-amazon = Ir a Amazon
ways-on-to-amazon-text = En Amazon usted decide si esa cuenta de Amazon puede abrir su cuenta aquí. Se le preguntará una vez más antes de vincularla.
ways-go-on-to-amazon = Continuar a Amazon
