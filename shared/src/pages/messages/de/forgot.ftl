forgot-link = Passwort vergessen?
forgot-text = Geben Sie die E-Mail-Adresse Ihres Kontos ein. Gibt es dazu eines, senden wir an diese Adresse einen Link, mit dem Sie ein neues Passwort wählen.
forgot-submit = Link senden
forgot-too-many = Von Ihrem Anschluss wurden zu viele Nachrichten angefordert. Bitte warten Sie eine Viertelstunde.
forgot-sent-title = Sehen Sie in Ihr Postfach
forgot-sent-text = Wenn es ein Konto mit der Adresse { $email } gibt, ist eine Nachricht mit einem Link dorthin unterwegs. Der Link gilt einmal und eine halbe Stunde lang.
forgot-sent-nothing = Keine Nachricht? Sehen Sie im Spamordner nach, prüfen Sie die Adresse oben und fordern Sie noch einmal an. Ein Konto, das mit Login with Amazon angelegt wurde, hat kein Passwort: Melden Sie sich mit Amazon an.
forgot-again = Noch einmal anfordern

reset-title = Wählen Sie ein neues Passwort
reset-for = Für das Konto von { $email }.
reset-identities = Mit welchen Amazon-Konten soll die Anmeldung weiter möglich sein?
reset-identities-text = Die nicht angekreuzten öffnen dieses Konto nicht mehr. Kreuzen Sie keines an, das nicht Ihres ist.
reset-submit = Passwort festlegen
reset-ends = Alle, die in diesem Konto angemeldet sind, werden abgemeldet.
reset-done-title = Ihr neues Passwort ist festgelegt
reset-done-text = Alle, die angemeldet waren, wurden abgemeldet. Melden Sie sich mit dem neuen Passwort an, um fortzufahren.
