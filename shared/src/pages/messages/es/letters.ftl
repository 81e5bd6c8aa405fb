letter-greeting = Hola:
letter-footer = Este es un mensaje automático de { $site }. Le rogamos que no responda.
letter-if-button-fails = Si el botón no funciona, copie esta dirección en su navegador:
letter-not-you = Si no ha sido usted, no haga nada: no cambiará nada.
letter-undo = Si ha sido usted, no tiene que hacer nada. Si no, deshágalo aquí:
letter-undo-button = Deshacer
letter-choose-password = Elegir una contraseña nueva

letter-prove-subject = Confirme su dirección de correo para { $site }
letter-prove = Se ha indicado esta dirección para una cuenta en { $site }. Si ha sido usted, confirme que es suya:
letter-prove-button = Confirmar la dirección
letter-prove-after = El enlace es válido durante { $hours } horas.

letter-registered-subject = Ya tiene una cuenta en { $site }
letter-registered = Alguien ha intentado registrarse en { $site } con esta dirección. Ya existe una cuenta con ella, así que no se ha cambiado nada. Si ha sido usted, inicie sesión:
letter-registered-button = Iniciar sesión
letter-registered-forgot = Si no sabe su contraseña, elija aquí una nueva:
letter-registered-after = Si no ha sido usted, no tiene que hacer nada: nadie ha sabido nada de su cuenta.

letter-reset-subject = Elija una contraseña nueva para { $site }
letter-reset = Se ha pedido una contraseña nueva para su cuenta en { $site }. Elíjala aquí:
letter-reset-after = El enlace es válido durante { $minutes } minutos y una sola vez. Si no lo ha pedido usted, no haga nada: su contraseña sigue como está.

letter-code-subject = Su código para { $site }
letter-code = Alguien ha iniciado sesión con Amazon en { $site } y quiere vincular esa cuenta de Amazon a la cuenta que usted tiene allí. Si es usted, escriba este código en la página que lo pide:
letter-code-named = Alguien ha iniciado sesión con Amazon en { $site }, con el nombre de «{ $name }», y quiere vincular esa cuenta de Amazon a la cuenta que usted tiene allí. Si es usted, escriba este código en la página que lo pide:
letter-code-after = El código es válido durante { $minutes } minutos y solo en el navegador que lo ha pedido.
letter-code-secret = Si no lo ha pedido usted, no haga nada: no se vinculará nada. No diga este código a nadie, sea quien sea quien diga ser. Con él podría entrar en su cuenta.

letter-new-address-subject = Confirme su nueva dirección para { $site }
letter-new-address = Esta dirección va a ser la nueva dirección de acceso de una cuenta en { $site }. Si lo ha pedido usted, confírmela:
letter-new-address-button = Confirmar la nueva dirección

letter-linked-subject = Se ha vinculado una cuenta de Amazon a su cuenta en { $site }
letter-linked = Con la cuenta de Amazon { $hint } se puede entrar ahora en su cuenta en { $site }.

letter-unlinked-subject = Se ha desvinculado una cuenta de Amazon de su cuenta en { $site }
letter-unlinked = Con la cuenta de Amazon { $hint } ya no se puede entrar en su cuenta en { $site }.
letter-unlinked-after = Si no ha sido usted, otra persona tiene acceso a su cuenta. Inicie sesión en { $site }, cierre allí todas las demás sesiones y elija una contraseña nueva.

letter-password-subject = Se ha cambiado su contraseña de { $site }
letter-password = Se ha cambiado la contraseña de su cuenta en { $site }.
letter-password-after = Si ha sido usted, no tiene que hacer nada. Si no, elija aquí una nueva; con ello se cerrarán todas las demás sesiones:

letter-address-subject = Se ha cambiado la dirección de su cuenta en { $site }
letter-address = Su cuenta en { $site } tiene ahora la dirección de acceso { $address }. Este mensaje se envía a la anterior.
letter-address-earlier = Si no ha sido usted, deshágalo con el mensaje que se envió hace menos de una semana a la dirección anterior a esta.
letter-address-restored = Su cuenta en { $site } ya no tiene esta dirección. Desde la dirección anterior a esta se deshizo el cambio y se cerraron todas las sesiones. Si no ha sido usted, puede que otra persona lea ese buzón: escriba a { $site }.
