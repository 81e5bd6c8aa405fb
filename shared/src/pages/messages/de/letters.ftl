letter-greeting = Guten Tag,
letter-footer = Dies ist eine automatische Nachricht von { $site }. Bitte antworten Sie nicht darauf.
letter-if-button-fails = Falls die Schaltfläche nicht funktioniert, kopieren Sie diese Adresse in Ihren Browser:
letter-not-you = Falls Sie das nicht waren, tun Sie nichts: Es ändert sich nichts.
letter-undo = Falls Sie das waren, ist nichts zu tun. Falls nicht, machen Sie es hier rückgängig:
letter-undo-button = Rückgängig machen
letter-choose-password = Neues Passwort wählen

letter-prove-subject = Bestätigen Sie Ihre E-Mail-Adresse für { $site }
letter-prove = Diese Adresse wurde für ein Konto bei { $site } angegeben. Falls Sie das waren, bestätigen Sie, dass sie Ihnen gehört:
letter-prove-button = Adresse bestätigen
letter-prove-after = Der Link gilt { $hours } Stunden.

letter-registered-subject = Sie haben bereits ein Konto bei { $site }
letter-registered = Jemand wollte sich bei { $site } mit dieser Adresse registrieren. Es gibt bereits ein Konto mit ihr, daher wurde nichts geändert. Falls Sie es waren, melden Sie sich an:
letter-registered-button = Anmelden
letter-registered-forgot = Falls Sie Ihr Passwort nicht kennen, wählen Sie hier ein neues:
letter-registered-after = Falls Sie es nicht waren, ist nichts zu tun: Niemand hat etwas über Ihr Konto erfahren.

letter-reset-subject = Wählen Sie ein neues Passwort für { $site }
letter-reset = Für Ihr Konto bei { $site } wurde ein neues Passwort angefordert. Wählen Sie es hier:
letter-reset-after = Der Link gilt { $minutes } Minuten und nur einmal. Falls Sie ihn nicht angefordert haben, tun Sie nichts: Ihr Passwort bleibt, wie es ist.

letter-code-subject = Ihr Code für { $site }
letter-code = Jemand hat sich bei { $site } mit Amazon angemeldet und möchte dieses Amazon-Konto mit Ihrem dortigen Konto verknüpfen. Falls Sie das sind, geben Sie diesen Code auf der Seite ein, die danach fragt:
letter-code-named = Jemand hat sich bei { $site } mit Amazon angemeldet, unter dem Namen „{ $name }“, und möchte dieses Amazon-Konto mit Ihrem dortigen Konto verknüpfen. Falls Sie das sind, geben Sie diesen Code auf der Seite ein, die danach fragt:
letter-code-after = Der Code gilt { $minutes } Minuten und nur in dem Browser, der ihn angefordert hat.
letter-code-secret = Falls Sie ihn nicht angefordert haben, tun Sie nichts: Es wird nichts verknüpft. Nennen Sie diesen Code niemandem, für wen auch immer er sich ausgibt. Damit käme man in Ihr Konto.

letter-new-address-subject = Bestätigen Sie Ihre neue Adresse für { $site }
letter-new-address = Diese Adresse soll die neue Anmeldeadresse eines Kontos bei { $site } werden. Falls Sie das veranlasst haben, bestätigen Sie sie:
letter-new-address-button = Neue Adresse bestätigen

letter-linked-subject = Ein Amazon-Konto wurde mit Ihrem Konto bei { $site } verknüpft
letter-linked = Mit dem Amazon-Konto { $hint } kann man sich jetzt in Ihrem Konto bei { $site } anmelden.

letter-unlinked-subject = Ein Amazon-Konto wurde von Ihrem Konto bei { $site } getrennt
letter-unlinked = Mit dem Amazon-Konto { $hint } kann man sich nicht mehr in Ihrem Konto bei { $site } anmelden.
letter-unlinked-after = Falls Sie das nicht waren, hat jemand anderes Zugang zu Ihrem Konto. Melden Sie sich bei { $site } an, melden Sie dort alle anderen Geräte ab und wählen Sie ein neues Passwort.

letter-password-subject = Ihr Passwort für { $site } wurde geändert
letter-password = Das Passwort Ihres Kontos bei { $site } wurde geändert.
letter-password-after = Falls Sie das waren, ist nichts zu tun. Falls nicht, wählen Sie hier ein neues; damit werden alle anderen abgemeldet:

letter-address-subject = Die Adresse Ihres Kontos bei { $site } wurde geändert
letter-address = Ihr Konto bei { $site } hat jetzt die Anmeldeadresse { $address }. Diese Nachricht geht an die bisherige.
letter-address-earlier = Falls Sie das nicht waren, machen Sie es mit der Nachricht rückgängig, die vor weniger als einer Woche an die Adresse davor ging.
letter-address-restored = Ihr Konto bei { $site } hat diese Adresse nicht mehr. Von der Adresse davor aus wurde die Änderung zurückgenommen, und alle wurden abgemeldet. Falls Sie das nicht waren, liest vielleicht jemand anderes jenes Postfach: Bitte wenden Sie sich an { $site }.
