first-title = Sind Sie neu hier?
first-text = Dieses Amazon-Konto öffnet hier noch kein Konto:
first-new = Ich bin neu
first-create = Konto anlegen
first-own = Ich habe schon ein Konto
first-own-text = Geben Sie dessen E-Mail-Adresse und Passwort ein, und von nun an öffnet es dieses Amazon-Konto.
first-neither = Keines von beiden?
first-wrong = { $tries ->
    [0] E-Mail-Adresse oder Passwort ist nicht richtig, und es bleiben keine Versuche. Es wurde nichts verbunden. Bitte beginnen Sie von vorn.
    [1] E-Mail-Adresse oder Passwort ist nicht richtig. Sie haben noch 1 Versuch.
   *[other] E-Mail-Adresse oder Passwort ist nicht richtig. Sie haben noch { $tries } Versuche.
}
