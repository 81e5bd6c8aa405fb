# En muchas páginas.
or = o
steps = Qué puede hacer ahora
back-to-start = Volver a la página de inicio
go-on = Continuar
sign-out = Cerrar sesión
sign-in = Iniciar sesión
sign-in-with-password = Iniciar sesión con su contraseña
name = Nombre
email = Correo electrónico
password = Contraseña
amazon-account = Cuenta de Amazon

# El título de una página que vuelve a mostrar un formulario.
error-title = Error: { $title }
# Qué ha pasado y qué hacer a continuación.
title-and-detail = { $title }. { $detail }
# Delante del código de un problema.
code-label = Código:

# Con sesión en una cuenta y con la cuenta de Amazon de otra.
sign-out-first = Cerrar sesión y continuar
stay-signed-in = Mantener la sesión

privacy = Privacidad
terms = Condiciones de uso
