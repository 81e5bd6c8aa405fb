undo-title = Rückgängig machen?
undo-link-text = Mit dem Amazon-Konto { $hint } kann man sich in Ihrem Konto hier anmelden. Wenn Sie es nicht verknüpft haben, lösen Sie es jetzt. Alle, die angemeldet sind, werden abgemeldet.
undo-link-submit = Verknüpfung lösen
undo-address-text = Ihr Konto hier hat jetzt eine andere Adresse. Wenn Sie sie nicht geändert haben, holen Sie { $email } zurück: Alle werden abgemeldet, das Passwort entfällt, und kein Amazon-Konto öffnet es mehr. Danach wählen Sie ein neues Passwort und können Ihr Amazon-Konto wieder verknüpfen.
undo-address-submit = Meine Adresse zurückholen
undo-done-title = Es ist rückgängig gemacht
undo-link-done = Dieses Amazon-Konto öffnet Ihr Konto nicht mehr, und alle wurden abgemeldet. Wenn jemand anderes Ihr Passwort kennen könnte, wählen Sie ein neues.
undo-address-done = Ihr Konto hat seine Adresse wieder, und alle wurden abgemeldet. Wählen Sie ein neues Passwort, um fortzufahren.
