ways-amazon = Comptes Amazon qui l’ouvrent
ways-amazon-none = Aucun pour l’instant.
ways-amazon-email = Adresse e-mail chez Amazon
ways-linked = Associé le
ways-unlink = Dissocier
ways-unlink-named = Dissocier le compte Amazon { $hint }
ways-only = C’est votre seul moyen d’entrer. Pour le dissocier, définissez d’abord un mot de passe ou associez un autre compte Amazon.
ways-connect = Associer un compte Amazon
ways-connect-hint = Amazon ne permet pas de choisir entre des comptes : pour en associer un autre que celui auquel vous y êtes connecté, déconnectez-vous d’abord d’Amazon.

ways-password-now = Votre mot de passe actuel
ways-password-new = Nouveau mot de passe
ways-password-change = Changer le mot de passe
ways-password-set = Définir un mot de passe
ways-password-ends = Toutes les autres personnes connectées à ce compte sont alors déconnectées.
ways-password-wrong = Ce n’est pas votre mot de passe.
ways-password-missing = Saisissez le mot de passe que vous avez actuellement.

ways-back = Retour à votre compte
ways-prove-password = Votre mot de passe
ways-prove-amazon = Ou connectez-vous à nouveau avec Amazon, et faites-le dans les vingt minutes :
ways-on-to-amazon = Vers Amazon
ways-on-to-amazon-text = Chez Amazon, vous décidez si ce compte Amazon peut ouvrir votre compte ici. On vous le demandera encore une fois avant de l’associer.
ways-go-on-to-amazon = Continuer vers Amazon
