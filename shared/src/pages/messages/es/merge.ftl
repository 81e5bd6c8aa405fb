merge-title = ¿Ya tenía una cuenta?
merge-text = Si ya tenía una, con dirección de correo y contraseña, siga con ella: la cuenta de Amazon { $hint } la abrirá a partir de entonces, y esta nueva, que aún está vacía, se cerrará.
merge-submit = Seguir con mi cuenta anterior
