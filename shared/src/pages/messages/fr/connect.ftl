connect-title = Associer ce compte Amazon ?
connect-text = Désormais, quiconque se connecte avec ce compte Amazon est connecté à votre compte ici :
connect-account = Votre compte ici
connect-submit = Associer
connect-not-yours = Ce n’est pas votre compte Amazon ?
connect-another = Déconnectez-vous d’abord d’Amazon, car Amazon ne permet pas de choisir ; puis associez-le depuis votre compte. Si le même compte Amazon revient, vous y êtes encore connecté.
connect-ends = Tous les autres navigateurs et applications connectés à votre compte sont alors déconnectés.
