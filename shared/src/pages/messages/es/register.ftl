register-title = Cree su cuenta
register-submit = Crear cuenta
register-password-hint = Al menos { $min } caracteres de cualquier tipo, también espacios. Varias palabras seguidas son fáciles de recordar.
register-have-account = ¿Ya tiene una cuenta? { $link }
register-taken = Iniciar sesión en su cuenta
register-too-many = Se han solicitado demasiadas cuentas desde su conexión. Espere un cuarto de hora, por favor.
