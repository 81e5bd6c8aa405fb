forgot-link = ¿Ha olvidado la contraseña?
forgot-text = Escriba la dirección de correo de su cuenta. Si existe, le enviaremos a esa dirección un enlace con el que podrá elegir una contraseña nueva.
forgot-submit = Enviar el enlace
forgot-too-many = Se han pedido demasiados mensajes desde su conexión. Espere un cuarto de hora.
forgot-sent-title = Mire su buzón
forgot-sent-text = Si existe una cuenta con la dirección { $email }, hay un mensaje con un enlace en camino. El enlace sirve una sola vez, durante media hora.
forgot-sent-nothing = ¿No ha llegado? Mire en el correo no deseado, compruebe la dirección de arriba y pídalo de nuevo. Una cuenta creada con Login with Amazon no tiene contraseña: inicie sesión con Amazon.
forgot-again = Pedirlo de nuevo

reset-title = Elija una contraseña nueva
reset-for = Para la cuenta de { $email }.
reset-identities = ¿Con qué cuentas de Amazon se podrá seguir iniciando sesión?
reset-identities-text = Las que no marque dejarán de abrir esta cuenta. No marque ninguna que no sea suya.
reset-submit = Guardar la contraseña
reset-ends = Se cerrará la sesión de todas las personas que la tengan abierta en esta cuenta.
reset-done-title = Su contraseña nueva está guardada
reset-done-text = Se han cerrado todas las sesiones. Inicie sesión con la contraseña nueva para continuar.
