sign-in-new-here = Nouveau client ? Avec Login with Amazon, votre compte est créé automatiquement. Ou { $link }.
sign-in-new-here-amazon = Nouveau client ? Avec Login with Amazon, votre compte est créé automatiquement.
sign-in-create-with-password = créez-en un avec un mot de passe

signed-in-title = Vous êtes connecté
signed-in-as = Avec l’adresse { $email }.

begin-title = Continuer vers Amazon ?
begin-explanation = Une autre page vous a envoyé ici pour vous connecter. Si c’est bien ce que vous vouliez, continuez ; sinon, il ne se passera rien.

separate-title = Vous êtes connecté à un nouveau compte
separate-explanation = Un compte avec l’adresse e-mail de votre compte Amazon existe déjà ici. Comme il n’a pas de mot de passe, nous ne pouvons pas vérifier ici qu’il vous appartient. Pour le protéger, nous vous avons créé un compte distinct, sans cette adresse.
