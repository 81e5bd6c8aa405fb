merge-title = Hatten Sie schon ein Konto?
merge-text = Wenn Sie hier schon eines mit E-Mail-Adresse und Passwort hatten, machen Sie mit diesem weiter: Sie melden sich dann mit dem Amazon-Konto { $hint } darin an, und das neue, das noch leer ist, wird geschlossen.
merge-submit = Mit meinem früheren Konto fortfahren
