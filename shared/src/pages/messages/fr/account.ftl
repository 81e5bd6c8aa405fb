account-title = Votre compte
account-ways-in = Moyens de connexion
account-amazon = Compte Amazon { $hint }

account-sessions = Où vous êtes connecté
account-this-browser = Ce navigateur
account-another-browser = Un autre navigateur ou une application
account-signed-in = Connexion
account-with-amazon = Avec Amazon
account-with-password = Avec votre mot de passe
account-last-used = Dernière utilisation
account-more = Il y en a plus que nous ne pouvons en montrer ici. « Se déconnecter partout » y met fin aussi.
account-times = Heures en UTC ; l’utilisation est notée toutes les quelques heures.

account-end-one = Déconnecter cet appareil
# La même chose pour un lecteur d’écran, qui doit distinguer les boutons.
account-end-one-named = Déconnecter cet appareil, connecté le { $time }
account-end-others = Se déconnecter partout ailleurs
account-end-all = Se déconnecter partout
account-sign-out-here = Se déconnecter ici
