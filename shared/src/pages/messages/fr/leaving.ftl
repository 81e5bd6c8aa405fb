leaving-title = Vos données
leaving-text = Téléchargez tout ce qui est conservé ici à votre sujet, ou supprimez votre compte.
leaving-download = Télécharger mes données
leaving-delete = Supprimer mon compte

delete-title = Supprimer votre compte ?
delete-text = Tout ce qui est conservé ici à votre sujet est supprimé. Vous êtes déconnecté partout. C’est irréversible.
delete-email = { $email } n’ouvrira plus rien.
delete-amazon = Pour montrer que c’est bien vous, connectez-vous à nouveau avec Amazon, et faites-le dans les vingt minutes :
delete-submit = Supprimer définitivement mon compte
delete-keep = Le garder

deleted-title = Votre compte est supprimé
deleted-text = Vous êtes déconnecté partout. Plus rien de ce qui est conservé ici ne mène à vous.
deleted-amazon = Votre compte Amazon continue comme avant. Vous pouvez y retirer à ce site la permission de voir votre profil.
