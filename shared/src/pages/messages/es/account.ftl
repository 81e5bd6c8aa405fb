account-title = Su cuenta
account-ways-in = Formas de iniciar sesión
account-amazon = Cuenta de Amazon { $hint }

account-sessions = Dónde tiene la sesión abierta
account-this-browser = Este navegador
account-another-browser = Otro navegador o una aplicación
account-signed-in = Inicio de sesión
account-with-amazon = Con Amazon
account-with-password = Con su contraseña
account-last-used = Último uso
account-more = Hay más de las que se pueden mostrar aquí. «Cerrar sesión en todas partes» también las cierra.
account-times = Las horas están en UTC; el uso se anota cada pocas horas.

account-end-one = Cerrar esa sesión
# Lo mismo para un lector de pantalla, que tiene que distinguir los botones.
account-end-one-named = Cerrar esa sesión, iniciada el { $time }
account-end-others = Cerrar sesión en todos los demás
account-end-all = Cerrar sesión en todas partes
account-sign-out-here = Cerrar sesión aquí
