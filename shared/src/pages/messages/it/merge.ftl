merge-title = Aveva già un account?
merge-text = Se ne aveva già uno, con indirizzo e-mail e password, continui con quello: da quel momento l’account Amazon { $hint } lo apre, e questo nuovo account, ancora vuoto, viene chiuso.
merge-submit = Continuare con il mio account precedente
