forgot-link = Mot de passe oublié ?
forgot-text = Saisissez l’adresse e-mail de votre compte. S’il existe, nous envoyons à cette adresse un lien qui permet de choisir un nouveau mot de passe.
forgot-submit = Envoyer le lien
forgot-too-many = Trop de messages ont été demandés depuis votre connexion. Veuillez attendre un quart d’heure.
forgot-sent-title = Regardez dans votre messagerie
forgot-sent-text = S’il existe un compte avec l’adresse { $email }, un message contenant un lien est en route. Le lien sert une seule fois, pendant une demi-heure.
forgot-sent-nothing = Rien reçu ? Regardez parmi les courriers indésirables, vérifiez l’adresse ci-dessus et recommencez. Un compte créé avec Login with Amazon n’a pas de mot de passe : connectez-vous avec Amazon.
forgot-again = Demander de nouveau

reset-title = Choisissez un nouveau mot de passe
reset-for = Pour le compte de { $email }.
reset-identities = Quels comptes Amazon pourront encore s’y connecter ?
reset-identities-text = Ceux que vous ne cochez pas n’ouvriront plus ce compte. N’en cochez aucun qui ne soit pas à vous.
reset-submit = Enregistrer le mot de passe
reset-ends = Toutes les personnes connectées à ce compte seront déconnectées.
reset-done-title = Votre nouveau mot de passe est enregistré
reset-done-text = Toutes les personnes connectées ont été déconnectées. Connectez-vous avec le nouveau mot de passe pour continuer.
