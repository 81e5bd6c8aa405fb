link-title = Est-ce votre compte ?
link-found = Un compte avec l’adresse e-mail { $email } existe déjà ici.
link-found-unnamed = Un compte avec l’adresse e-mail transmise par Amazon existe déjà ici.
link-ask = Saisissez le mot de passe de ce compte ; vous pourrez ensuite vous y connecter avec ce compte Amazon :
link-join = Vous êtes connecté à un autre compte. Saisissez le mot de passe de ce compte ; les deux n’en feront ensuite plus qu’un :
link-no-tries = Ce compte Amazon ne permet pas de s’y connecter :
link-password = Mot de passe de votre compte chez nous
link-hint = Pas votre mot de passe Amazon : nous ne le demandons jamais.
link-submit = Associer et se connecter
link-wrong-password = { $tries ->
    [0] Ce mot de passe n’est pas le bon, et il ne reste aucun essai. Rien n’a été associé. Veuillez recommencer.
    [1] Ce mot de passe n’est pas le bon. Il vous reste 1 essai.
   *[other] Ce mot de passe n’est pas le bon. Il vous reste { $tries } essais.
}

link-else = Un autre cas ?
link-not-now = Pas maintenant ?
link-go-on = Continuer sans cette étape
link-not-yours = Ce n’est pas votre compte ?
link-leave-it = Alors n’y touchez pas : rien n’est associé.
link-own-account = Ou ayez le vôtre, qui laisse cette adresse où elle est :
link-not-me = Ce n’est pas moi : créer mon propre compte
link-unwanted = Vous connaissez son mot de passe, mais ne souhaitez pas associer les comptes ?
link-another = Un autre compte Amazon ?
link-another-first = Déconnectez-vous d’abord d’Amazon, qui ne permet pas de choisir un compte ; ensuite, { $link }. Si le même compte Amazon revient, c’est que vous y êtes encore connecté.
link-start-again = recommencez

link-ask-mailbox = Ce compte n’a pas de mot de passe. Montrez que sa boîte de réception est la vôtre, et ce compte Amazon l’ouvrira désormais :
link-send-code = Envoyer un code à sa boîte de réception
link-forgot = Mot de passe oublié ? Nous pouvons envoyer un code à la boîte de réception de ce compte.
link-code-sent = Un code est en route vers la boîte de réception de ce compte. Saisissez-le ici, dans ce navigateur, dans les quinze minutes.
link-code = Code reçu par e-mail
link-send-again = Envoyer un autre code
link-wrong-code = { $tries ->
    [0] Ce code n’est pas correct, et il ne reste aucun essai. Rien n’a été associé. Veuillez recommencer.
    [1] Ce code n’est pas correct. Il vous reste 1 essai.
   *[other] Ce code n’est pas correct. Il vous reste { $tries } essais.
}
