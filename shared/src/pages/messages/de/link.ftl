link-title = Ist das Ihr Konto?
link-found = Mit der E-Mail-Adresse { $email } gibt es hier bereits ein Konto.
link-found-unnamed = Mit der E-Mail-Adresse, die Amazon uns genannt hat, gibt es hier bereits ein Konto.
link-ask = Geben Sie das Passwort dieses Kontos ein; danach können Sie sich mit diesem Amazon-Konto darin anmelden:
link-join = Sie sind in einem anderen angemeldet. Geben Sie das Passwort dieses Kontos ein; danach sind beide ein einziges:
link-no-tries = Mit diesem Amazon-Konto können Sie sich darin nicht anmelden:
link-password = Passwort Ihres Kontos bei uns
link-hint = Nicht Ihr Amazon-Passwort: Danach fragen wir nie.
link-submit = Verknüpfen und anmelden
link-wrong-password = { $tries ->
    [0] Das Passwort ist nicht richtig, und es ist kein Versuch mehr übrig. Es wurde nichts verknüpft. Bitte beginnen Sie von vorn.
    [1] Das Passwort ist nicht richtig. Sie haben noch 1 Versuch.
   *[other] Das Passwort ist nicht richtig. Sie haben noch { $tries } Versuche.
}

link-else = Trifft das nicht zu?
link-not-now = Nicht jetzt?
link-go-on = Ohne diesen Schritt fortfahren
link-not-yours = Nicht Ihr Konto?
link-leave-it = Dann brechen Sie einfach ab: Es wird nichts verknüpft.
link-own-account = Oder Sie bekommen ein eigenes, das diese Adresse lässt, wo sie ist:
link-not-me = Das bin ich nicht: ein eigenes Konto für mich
link-unwanted = Sie kennen das Passwort, möchten aber nicht verknüpfen?
link-another = Ein anderes Amazon-Konto?
link-another-first = Melden Sie sich zuerst bei Amazon ab, denn dort lässt sich kein Konto auswählen; danach { $link }. Erscheint wieder dasselbe Amazon-Konto, sind Sie dort noch angemeldet.
link-start-again = beginnen Sie von vorn

link-ask-mailbox = Dieses Konto hat kein Passwort. Zeigen Sie, dass das Postfach dazu Ihres ist; danach können Sie sich mit diesem Amazon-Konto darin anmelden:
link-send-code = Code an das Postfach senden
link-forgot = Passwort vergessen? Wir können einen Code an das Postfach dieses Kontos senden.
link-code-sent = Ein Code ist an das Postfach dieses Kontos unterwegs. Geben Sie ihn innerhalb von fünfzehn Minuten hier in diesem Browser ein.
link-code = Code aus der Nachricht
link-send-again = Noch einen Code senden
link-wrong-code = { $tries ->
    [0] Der Code ist nicht richtig, und es ist kein Versuch mehr übrig. Es wurde nichts verknüpft. Bitte beginnen Sie von vorn.
    [1] Der Code ist nicht richtig. Sie haben noch 1 Versuch.
   *[other] Der Code ist nicht richtig. Sie haben noch { $tries } Versuche.
}
