register-title = Créez votre compte
register-submit = Créer un compte
register-password-hint = Au moins { $min } caractères de votre choix, espaces compris. Quelques mots à la suite sont faciles à retenir.
register-have-account = Vous avez déjà un compte ? { $link }
register-taken = Se connecter à votre compte
register-too-many = Trop de comptes ont été demandés depuis votre connexion. Veuillez patienter un quart d’heure.
