undo-title = Annuler cela ?
undo-link-text = Le compte Amazon { $hint } ouvre votre compte ici. Si vous ne l’avez pas associé, dissociez-le maintenant. Toutes les personnes connectées seront déconnectées.
undo-link-submit = Le dissocier
undo-address-text = Votre compte ici a maintenant une autre adresse. Si vous ne l’avez pas changée, reprenez { $email } : tout le monde est déconnecté, le mot de passe disparaît et plus aucun compte Amazon ne l’ouvre. Vous choisissez ensuite un nouveau mot de passe et pouvez de nouveau associer votre compte Amazon.
undo-address-submit = Reprendre mon adresse
undo-done-title = C’est annulé
undo-link-done = Ce compte Amazon n’ouvre plus votre compte, et tout le monde a été déconnecté. Si quelqu’un d’autre peut connaître votre mot de passe, choisissez-en un nouveau.
undo-address-done = Votre compte a retrouvé son adresse, et tout le monde a été déconnecté. Choisissez un nouveau mot de passe pour continuer.
