sign-in-new-here = Neu hier? Mit Login with Amazon wird Ihr Konto automatisch angelegt. Oder { $link }.
sign-in-new-here-amazon = Neu hier? Mit Login with Amazon wird Ihr Konto automatisch angelegt.
sign-in-create-with-password = erstellen Sie eines mit Passwort

signed-in-title = Sie sind angemeldet
signed-in-as = Als { $email }.

begin-title = Weiter zu Amazon?
begin-explanation = Eine andere Seite hat Sie zum Anmelden hierher geschickt. Wenn Sie das wollten, fahren Sie fort; sonst geschieht nichts.

separate-title = Sie sind in einem neuen Konto angemeldet
separate-explanation = Mit der E-Mail-Adresse Ihres Amazon-Kontos gibt es hier bereits ein Konto. Da es kein Passwort hat, können wir hier nicht prüfen, ob es Ihnen gehört. Damit es geschützt bleibt, haben wir für Sie ein eigenes Konto ohne diese Adresse angelegt.
