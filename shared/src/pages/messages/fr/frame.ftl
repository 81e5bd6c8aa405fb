# Sur plusieurs pages.
or = ou
steps = Ce que vous pouvez faire maintenant
back-to-start = Retour à la page d’accueil
go-on = Continuer
sign-out = Se déconnecter
sign-in = Se connecter
sign-in-with-password = Se connecter avec votre mot de passe
name = Nom
email = Adresse e-mail
password = Mot de passe
amazon-account = Compte Amazon

# Le titre d’une page qui montre de nouveau un formulaire.
error-title = Erreur : { $title }
# Ce qui s’est passé, et que faire ensuite.
title-and-detail = { $title }. { $detail }
# Devant le code d’un problème.
code-label = Code :

# Connecté à un compte, avec le compte Amazon d’un autre.
sign-out-first = Se déconnecter et continuer
stay-signed-in = Rester connecté

privacy = Confidentialité
terms = Conditions d’utilisation
