letter-greeting = Bonjour,
letter-footer = Ceci est un message automatique de { $site }. Merci de ne pas y répondre.
letter-if-button-fails = Si le bouton ne fonctionne pas, copiez cette adresse dans votre navigateur :
letter-not-you = Si ce n’était pas vous, ne faites rien : rien ne change.
letter-undo = Si c’était vous, il n’y a rien à faire. Sinon, annulez ce changement ici :
letter-undo-button = Annuler ce changement
letter-choose-password = Choisir un nouveau mot de passe

letter-prove-subject = Confirmez votre adresse e-mail pour { $site }
letter-prove = Cette adresse a été indiquée pour un compte chez { $site }. Si c’était vous, confirmez qu’elle est bien la vôtre :
letter-prove-button = Confirmer l’adresse
letter-prove-after = Le lien est valable { $hours } heures.

letter-registered-subject = Vous avez déjà un compte chez { $site }
letter-registered = Quelqu’un a essayé de s’inscrire chez { $site } avec cette adresse. Il existe déjà un compte avec elle ; rien n’a donc été modifié. Si c’était vous, connectez-vous :
letter-registered-button = Se connecter
letter-registered-forgot = Si vous ne connaissez pas votre mot de passe, choisissez-en un nouveau ici :
letter-registered-after = Si ce n’était pas vous, il n’y a rien à faire : personne n’a rien appris sur votre compte.

letter-reset-subject = Choisissez un nouveau mot de passe pour { $site }
letter-reset = Un nouveau mot de passe a été demandé pour votre compte chez { $site }. Choisissez-le ici :
letter-reset-after = Le lien est valable { $minutes } minutes et une seule fois. Si vous ne l’avez pas demandé, ne faites rien : votre mot de passe reste inchangé.

letter-code-subject = Votre code pour { $site }
letter-code = Quelqu’un s’est connecté avec Amazon chez { $site } et souhaite associer ce compte Amazon au compte que vous y avez. Si c’est vous, saisissez ce code sur la page qui le demande :
letter-code-named = Quelqu’un s’est connecté avec Amazon chez { $site }, sous le nom de « { $name } », et souhaite associer ce compte Amazon au compte que vous y avez. Si c’est vous, saisissez ce code sur la page qui le demande :
letter-code-after = Le code est valable { $minutes } minutes, et seulement dans le navigateur qui l’a demandé.
letter-code-secret = Si vous ne l’avez pas demandé, ne faites rien : rien n’est associé. Ne communiquez ce code à personne, qui que cette personne prétende être. Elle pourrait ainsi accéder à votre compte.

letter-new-address-subject = Confirmez votre nouvelle adresse pour { $site }
letter-new-address = Cette adresse doit devenir la nouvelle adresse de connexion d’un compte chez { $site }. Si vous l’avez demandé, confirmez-la :
letter-new-address-button = Confirmer la nouvelle adresse

letter-linked-subject = Un compte Amazon a été associé à votre compte chez { $site }
letter-linked = Le compte Amazon { $hint } permet désormais de se connecter à votre compte chez { $site }.

letter-unlinked-subject = Un compte Amazon a été dissocié de votre compte chez { $site }
letter-unlinked = Le compte Amazon { $hint } ne permet plus de se connecter à votre compte chez { $site }.
letter-unlinked-after = Si ce n’était pas vous, quelqu’un d’autre a accès à votre compte. Connectez-vous chez { $site }, déconnectez-y tous les autres appareils et choisissez un nouveau mot de passe.

letter-password-subject = Votre mot de passe pour { $site } a été modifié
letter-password = Le mot de passe de votre compte chez { $site } a été modifié.
letter-password-after = Si c’était vous, il n’y a rien à faire. Sinon, choisissez-en un nouveau ici ; toutes les autres sessions seront alors fermées :

letter-address-subject = L’adresse de votre compte chez { $site } a été modifiée
letter-address = Votre compte chez { $site } a désormais l’adresse de connexion { $address }. Ce message est envoyé à l’ancienne.
letter-address-earlier = Si ce n’était pas vous, annulez ce changement avec le message envoyé il y a moins d’une semaine à l’adresse précédant celle-ci.
letter-address-restored = Votre compte chez { $site } n’a plus cette adresse. Le changement a été annulé depuis l’adresse précédant celle-ci, et tout le monde a été déconnecté. Si ce n’était pas vous, quelqu’un d’autre lit peut-être cette boîte aux lettres : écrivez à { $site }.
