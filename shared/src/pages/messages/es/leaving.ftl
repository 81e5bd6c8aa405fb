leaving-title = Sus datos
leaving-text = Descargue todo lo que se guarda aquí sobre usted, o elimine su cuenta.
leaving-download = Descargar mis datos
leaving-delete = Eliminar mi cuenta

delete-title = ¿Eliminar su cuenta?
delete-text = Todo lo que se guarda aquí sobre usted se elimina. Se cierra su sesión en todas partes. Esto no se puede deshacer.
delete-email = { $email } ya no abrirá nada.
delete-amazon = Para demostrar que es usted, vuelva a iniciar sesión con Amazon y hágalo en menos de veinte minutos:
delete-submit = Eliminar mi cuenta para siempre
delete-keep = Conservarla

deleted-title = Su cuenta se ha eliminado
deleted-text = Se ha cerrado su sesión en todas partes. Nada de lo que se guarda aquí conduce ya a usted.
deleted-amazon = Su cuenta de Amazon sigue como antes. Allí puede retirar a este sitio el permiso de ver su perfil.
