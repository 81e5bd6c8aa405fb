merge-title = Aviez-vous déjà un compte ?
merge-text = Si vous en aviez déjà un, avec une adresse e-mail et un mot de passe, continuez avec celui-là : le compte Amazon { $hint } l’ouvrira désormais, et ce nouveau compte, encore vide, sera fermé.
merge-submit = Continuer avec mon compte précédent
