first-title = Êtes-vous nouveau ici ?
first-text = Ce compte Amazon n’ouvre encore aucun compte ici :
first-new = Je suis nouveau
first-create = Créer un compte
first-own = J’ai déjà un compte
first-own-text = Saisissez son adresse e-mail et son mot de passe, et désormais ce compte Amazon l’ouvre.
first-neither = Ni l’un ni l’autre ?
first-wrong = { $tries ->
    [0] L’adresse e-mail ou le mot de passe n’est pas correct, et il ne reste plus d’essai. Rien n’a été associé. Veuillez recommencer.
    [1] L’adresse e-mail ou le mot de passe n’est pas correct. Il vous reste 1 essai.
   *[other] L’adresse e-mail ou le mot de passe n’est pas correct. Il vous reste { $tries } essais.
}
