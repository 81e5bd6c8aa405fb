sign-in-new-here = ¿Es su primera visita? Con Login with Amazon, su cuenta se crea automáticamente. O { $link }.
sign-in-new-here-amazon = ¿Es su primera visita? Con Login with Amazon, su cuenta se crea automáticamente.
sign-in-create-with-password = cree una con contraseña

signed-in-title = Ha iniciado sesión
signed-in-as = Como { $email }.

begin-title = ¿Continuar a Amazon?
begin-explanation = Otra página le ha traído aquí para iniciar sesión. Si era su intención, continúe; si no, no ocurrirá nada.

separate-title = Ha iniciado sesión en una cuenta nueva
separate-explanation = Aquí ya existe una cuenta con la dirección de correo de su cuenta de Amazon. Como no tiene contraseña, no podemos comprobar aquí que sea suya. Para protegerla, le hemos creado una cuenta aparte, sin esa dirección.
