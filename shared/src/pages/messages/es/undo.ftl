undo-title = ¿Deshacerlo?
undo-link-text = Con la cuenta de Amazon { $hint } se puede entrar en su cuenta de este sitio. Si no la vinculó usted, desvincúlela ahora. Se cerrarán todas las sesiones.
undo-link-submit = Desvincularla
undo-address-text = Su cuenta de este sitio tiene ahora otra dirección. Si no la cambió usted, recupere { $email }: se cerrarán todas las sesiones, se quitará la contraseña y ninguna cuenta de Amazon abrirá ya la suya. Después elegirá una contraseña nueva y podrá volver a vincular su cuenta de Amazon.
undo-address-submit = Recuperar mi dirección
undo-done-title = Está deshecho
undo-link-done = Esa cuenta de Amazon ya no abre su cuenta y se han cerrado todas las sesiones. Si otra persona puede conocer su contraseña, elija una nueva.
undo-address-done = Su cuenta vuelve a tener su dirección y se han cerrado todas las sesiones. Elija una contraseña nueva para continuar.
